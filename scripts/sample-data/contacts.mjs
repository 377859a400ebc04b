// Made-up contact details for the sample customers: nobody's address, nobody's number.
//
// Everything is a pure function of the customer's id. Addresses are in domains reserved for examples (RFC
// 2606), numbers in 555-0100 to 555-0199, which the North American plan keeps for fiction.
import { createHash } from 'node:crypto';

// A number in [0, n) drawn from an id and a question, the same in every run.
export function draw(id, question, n) {
  return createHash('sha256').update(`${question}:${id}`).digest().readUInt32BE(0) % n;
}

const DAY_MS = 86_400_000;
const DOMAINS = ['example.com', 'example.net', 'example.org'];
const AREA_CODES = {
  Central: [312, 314, 414, 512, 515, 612, 713, 816, 913, 972],
  East: [202, 207, 212, 215, 401, 412, 614, 617, 716, 973],
  South: [205, 305, 404, 502, 504, 615, 703, 704, 803, 904],
  West: [206, 213, 303, 415, 503, 505, 602, 619, 702, 801],
};
const ZONES = {
  'America/Chicago': ['Alabama', 'Arkansas', 'Illinois', 'Iowa', 'Kansas', 'Louisiana', 'Minnesota', 'Mississippi',
    'Missouri', 'Nebraska', 'North Dakota', 'Oklahoma', 'South Dakota', 'Tennessee', 'Texas', 'Wisconsin'],
  'America/Denver': ['Colorado', 'Montana', 'New Mexico', 'Utah', 'Wyoming'],
  'America/Boise': ['Idaho'],
  'America/Phoenix': ['Arizona'],
  'America/Los_Angeles': ['California', 'Nevada', 'Oregon', 'Washington'],
  'America/Detroit': ['Michigan'],
  'America/Indiana/Indianapolis': ['Indiana'],
  'America/New_York': ['Connecticut', 'Delaware', 'District of Columbia', 'Florida', 'Georgia', 'Kentucky', 'Maine',
    'Maryland', 'Massachusetts', 'New Hampshire', 'New Jersey', 'New York', 'North Carolina', 'Ohio', 'Pennsylvania',
    'Rhode Island', 'South Carolina', 'Vermont', 'Virginia', 'West Virginia'],
};
const ZONE_OF = Object.fromEntries(Object.entries(ZONES).flatMap(([zone, states]) => states.map((s) => [s, zone])));

export function timezoneOf(state) {
  if (!(state in ZONE_OF)) throw new Error(`no time zone is known for the state "${state}"; add it to contacts.mjs`);
  return ZONE_OF[state];
}

// Hands out numbers that no two customers share. The order of the calls matters where two ids draw the same.
export class PhoneBook {
  #taken = new Set();

  numberFor(id, region) {
    const codes = AREA_CODES[region];
    const places = codes.length * 100;
    const start = draw(id, 'phone', places);
    for (let i = 0; i < places; ++i) {
      const place = (start + i) % places;
      const number = `+1${codes[Math.floor(place / 100)]}55501${String(place % 100).padStart(2, '0')}`;
      if (this.#taken.has(number)) continue;
      this.#taken.add(number);
      return number;
    }
    throw new Error(`more than ${places} customers in the region ${region}`);
  }
}

export function contactOf(id, name, state, region, phones) {
  const slug = name.normalize('NFD').replace(/[^\w ]/g, '').trim().toLowerCase().replace(/\s+/g, '.');
  const genders = ['female', 'female', 'female', 'female', 'male', 'male', 'male', 'male', 'other'];
  const bornDaysAfter1950 = draw(id, 'birth', 20_000);
  return {
    email: `${slug}.${id.toLowerCase()}@${DOMAINS[draw(id, 'domain', DOMAINS.length)]}`,
    phone: phones.numberFor(id, region),
    gender: genders[draw(id, 'gender', genders.length)],
    birth_date: new Date(Date.UTC(1950, 0, 1) + bornDaysAfter1950 * DAY_MS).toISOString().slice(0, 10),
    timezone: timezoneOf(state),
    consent_email: draw(id, 'consent_email', 100) < 90,
    consent_sms: draw(id, 'consent_sms', 100) < 75,
  };
}
