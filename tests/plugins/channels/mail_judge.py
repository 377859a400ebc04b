"""A mail server for tests that tells, one line of JSON for each mail, what another program reads in it.

Arguments, all optional: --tls starttls|tls CERT KEY, --auth USER PASSWORD [MECHANISMS], --dkim NAME RECORD.
Prints {"port": N} first and ends when its standard input does.
"""
import argparse, email, email.policy, json, logging, socket, ssl, sys, threading

import dkim
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

arguments = argparse.ArgumentParser()
arguments.add_argument("--tls", nargs=3)
arguments.add_argument("--auth", nargs="+")
arguments.add_argument("--dkim", nargs=2)
options = arguments.parse_args()
lock = threading.Lock()


def say(what):
    with lock:
        print(json.dumps(what), flush=True)


def judge_signature(content):
    if not options.dkim:
        return None
    name, record = options.dkim
    lookup = lambda asked, timeout=5: record.encode() if asked.decode().rstrip(".") == name else None
    try:
        return dkim.verify(content, dnsfunc=lookup)
    except Exception as problem:
        return str(problem)


def read_mail(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    bodies = {}
    defects = [str(d) for d in message.defects]
    for part in message.walk():
        defects += [str(d) for d in part.defects]
        if part.get_content_maintype() == "text":
            bodies[part.get_content_subtype()] = part.get_content().replace("\r\n", "\n")
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "type": message.get_content_type(), "bodies": bodies, "defects": defects,
    }


class Handler:
    async def handle_DATA(self, server, session, envelope):
        content = envelope.original_content or envelope.content
        if isinstance(content, str):
            content = content.encode()
        mail = read_mail(content)
        mail.update(sender=envelope.mail_from, recipients=envelope.rcpt_tos, dkim=judge_signature(content),
                    secure=session.ssl is not None or bool(implicit), user=session.auth_data, longest=max(map(len, content.split(b"\r\n"))),
                    raw=content.decode("latin-1"))
        say(mail)
        return "250 2.0.0 taken"


def authenticator(server, session, envelope, mechanism, data):
    user, password = data.login.decode(), data.password.decode()
    good = [user, password] == options.auth[:2]
    return AuthResult(success=good, handled=good, auth_data=f"{mechanism} {user}")


settings = {"enable_SMTPUTF8": True, "ident": "judge"}
if options.auth:
    settings.update(authenticator=authenticator, auth_required=True, auth_require_tls=bool(options.tls) and options.tls[0] == "starttls")
    settings["auth_exclude_mechanism"] = [m for m in ("PLAIN", "LOGIN") if options.auth[2:] and m not in options.auth[2:]]
context = None
if options.tls:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(options.tls[1], options.tls[2])
    if options.tls[0] == "starttls":
        settings.update(tls_context=context, require_starttls=True)


class OnFreePort(Controller):
    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", self.port), 5) as plain:
            if implicit:
                unverified = ssl.create_default_context()
                unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
                plain = unverified.wrap_socket(plain)
            plain.recv(100)


implicit = {"ssl_context": context} if options.tls and options.tls[0] == "tls" else {}
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # connections that are refused on purpose
controller = OnFreePort(Handler(), hostname="127.0.0.1", port=0, **implicit, **settings)
controller.start()
say({"port": controller.port})
sys.stdin.read()
controller.stop()
