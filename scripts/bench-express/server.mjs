// POST /api/v1/customers as an express service over mysql2 does it: one INSERT a request, with a pool of
// connections. Into the very table that Carillon made. Prints its port.
import express from "express";
import mysql from "mysql2/promise";

const env = (name) => process.env[`CARILLON__STORAGE__${name}`];
const pool = mysql.createPool({
  host: env("HOST"),
  port: Number(env("PORT")),
  user: env("USER"),
  password: env("PASSWORD"),
  database: env("DATABASE"),
  connectionLimit: 64,
});

const insert = `INSERT INTO customers (id, external_id, name, name_ci, consent_sms, attributes, created_at, updated_at,
  total_spend, order_count) VALUES (?, ?, ?, ?, ?, '{}', ?, ?, 0, 0)
  ON DUPLICATE KEY UPDATE name = VALUES(name), name_ci = VALUES(name_ci), updated_at = VALUES(updated_at)`;

let next = BigInt(Date.now()) << 20n;
const app = express();
app.use(express.json());
app.post("/api/v1/customers", async (request, response) => {
  const { external_id, name, consent_sms } = request.body;
  if (typeof external_id !== "string" || external_id === "") return response.status(422).json({ code: "invalid" });
  const id = (next++).toString();
  const now = Date.now() * 1000;
  await pool.execute(insert, [id, external_id, name, name.toLowerCase(), consent_sms ? 1 : 0, now, now]);
  response.status(201).json({ id, external_id, name, consent_sms });
});
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
