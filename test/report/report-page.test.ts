/** Opens reports in a real browser with the network off, and looks at what it did and did not do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as driver, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY } from '../../src/core/instant.js';
import { renderReport, type RenderedReport } from '../../src/report/render-report.js';
import { reportModel } from '../../src/report/report-model.js';
import { hostileStrings } from './hostile-strings.js';
import { plainNames, syntheticRun, type SyntheticNames } from './synthetic-run.js';

interface Opened {
  readonly page: Page;
  /** Console errors, uncaught exceptions, dialogs, and requests beyond the file itself. */
  readonly trouble: string[];
}

const room = mkdtempSync(join(tmpdir(), 'hivetape-report-'));
let browser: Browser;

beforeAll(async () => {
  browser = await driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox', '--disable-background-networking'], headless: true });
});
afterAll(async () => {
  await browser.close();
  rmSync(room, { recursive: true, force: true });
});

function reportOf(names: SyntheticNames, runId = 'run-1', days = 300): RenderedReport {
  return renderReport(reportModel(syntheticRun({ names, days }), { runId, fingerprint: `hivetape1:${names.text}`, environment: { node: names.text }, spanUs: days * DAY }));
}

async function open(html: string, { colorScheme = 'light', width = 1280 }: { colorScheme?: 'light' | 'dark'; width?: number } = {}): Promise<Opened> {
  const file = join(room, `${Math.abs(html.length)}-${colorScheme}-${width}.html`);
  writeFileSync(file, html);
  const context = await browser.newContext({ offline: true, colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`exception: ${error.message}`));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-charts="drawn"]', { timeout: 30_000, state: 'attached' });
  return { page, trouble };
}

describe('a report in a browser without a network', () => {
  const report = reportOf(plainNames);

  test.each([['light', 1280], ['dark', 1280], ['light', 390]] as const)('V1: draws every chart without an error or a request (%s, %i wide)', async (colorScheme, width) => {
    const { page, trouble } = await open(report.html, { colorScheme, width });
    const charts = await page.$$eval('.plot', (plots) => plots.map((plot) => ({ id: plot.getAttribute('data-chart'), drawn: plot.querySelector('.main-svg') !== null, marks: plot.querySelectorAll('.main-svg path').length })));
    expect(trouble).toEqual([]);
    expect(charts.length).toBeGreaterThanOrEqual(15);
    for (const { id, drawn, marks } of charts) expect([id, drawn, marks > 0]).toEqual([id, true, true]);
    expect(await page.innerText('body')).not.toMatch(/webgl/i);
    // Nothing makes the page itself scroll sideways.
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    await page.context().close();
  });

  test('shows the figures of report.json', async () => {
    const { page } = await open(report.html);
    const shown = await page.$$eval('[data-figure]', (nodes) => nodes.map((node) => [node.getAttribute('data-figure'), node.getAttribute('data-value')]));
    const { figures } = JSON.parse(report.json) as { figures: { id: string; value: number | null }[] };
    const told = new Map(figures.map(({ id, value }) => [id, String(value)]));
    expect(shown.length).toBeGreaterThan(60);
    for (const [id, value] of shown) expect([id, value]).toEqual([id, told.get(id ?? '')]);
    expect(new Set(shown.map(([id]) => id))).toEqual(new Set(told.keys()));
    await page.context().close();
  });

  test('runs no script and loads nothing but what its policy allows', async () => {
    const { page, trouble } = await open(report.html);
    const ran = await page.evaluate(intruder);
    expect(ran).toEqual({ pwned: false, fetched: false });
    expect(trouble.filter((line) => line.includes('Content Security Policy')).length).toBeGreaterThan(0);
    await page.context().close();
  });

  test('opens the chain of a round trip and the data under every chart by keyboard alone', async () => {
    const { page, trouble } = await open(report.html);
    await page.focus('details.trade summary');
    await page.keyboard.press('Enter');
    expect(await page.isVisible('details.trade .chain')).toBe(true);
    const tables = page.locator('details.data');
    for (let index = 0; index < (await tables.count()); index += 1) {
      await tables.nth(index).locator('summary').focus();
      await page.keyboard.press('Enter');
    }
    // Asked from outside: a page whose policy forbids eval cannot be made to ask itself again.
    await expect.poll(() => page.evaluate(tablesFilled)).toBe(true);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  test('turns to a logarithmic axis, and zooms all charts over time together', async () => {
    const { page, trouble } = await open(report.html);
    await page.check('input[data-log="equity"]');
    expect(await page.evaluate(`${plot('equity')}._fullLayout.yaxis.type`)).toBe('log');
    await page.evaluate(`Plotly.relayout(${plot('equity')}, { 'xaxis.range[0]': '2018-03-01', 'xaxis.range[1]': '2018-06-01' })`);
    await page.waitForFunction(`${plot('drawdown')}._fullLayout.xaxis.range[0].startsWith('2018-03-01')`);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

describe('hostile names', () => {
  const chunks = Array.from({ length: 8 }, (_, chunk) => hostileStrings.slice(chunk * 5, chunk * 5 + 5));

  test('are forty', () => {
    expect(new Set(hostileStrings).size).toBe(40);
  });

  test.each(chunks.map((names, index) => [index, names] as const))('stay text wherever a run names something (%i)', async (_, names) => {
    const plain = await elementsOf(reportOf(plainNames, 'run-1', 120).html);
    const all = names.join(' ');
    const { page, trouble } = await open(reportOf({ run: all, instruments: names.map(listable), analysts: names, text: all }, all, 120).html);
    expect(trouble).toEqual([]);
    await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
    // Asked from outside: a page whose policy forbids eval cannot be made to ask itself again.
    await expect.poll(() => page.evaluate(tablesFilled)).toBe(true);
    expect(trouble).toEqual([]);
    expect(await strangers(page)).toEqual(plain);
    const hidden = /[\u0000\u202c\u202e\ufffd]/g;
    expect((await page.$eval('h1', (heading) => heading.textContent))?.replace(hidden, '')).toBe(all.replace(hidden, ''));
    const told = await page.$$eval('#council th[scope=row]', (cells) => cells.map((cell) => cell.textContent ?? ''));
    for (const name of names) expect(told.map((text) => text.replace(hidden, ''))).toContain(name.replace(hidden, ''));
    await page.context().close();
  });
});

/** The books keep the places of instruments in a plain object, where this one name cannot be a key. */
function listable(name: string): string {
  return name === '__proto__' ? '__proto__ 2' : name;
}

/** Returns elements and attributes that only a broken escape could bring in, and how many scripts there are. */
async function strangers(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => {
    const all = [...document.querySelectorAll('*')];
    const handlers = all.flatMap((node) => node.getAttributeNames().filter((name) => name.startsWith('on')));
    const kinds = ['img', 'iframe', 'base', 'link', 'form', 'math', 'object', 'embed', 'textarea', 'b', 'sub', 'foreignObject'];
    const found = kinds.filter((kind) => document.querySelector(kind) !== null);
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? '').filter((href) => !href.startsWith('#'));
    const count = (kind) => kind + ' ' + document.querySelectorAll(kind).length;
    return [...handlers, ...found, ...links, count('script'), count('meta')];
  })()`);
}

// What runs inside the page is text: the types of the browser are none of this program's.
const tablesFilled = `[...document.querySelectorAll('details.data')].every((place) => place.querySelector('tbody tr') !== null)`;

const intruder = `(async () => {
  const script = document.createElement('script');
  script.textContent = 'window.pwned = true';
  document.body.append(script);
  const holder = document.createElement('div');
  holder.innerHTML = '<img src="x" onerror="window.pwned = true"><img src="https://example.invalid/a.png">';
  document.body.append(holder);
  const fetched = await fetch('https://example.invalid/').then(() => true, () => false);
  await new Promise((resolve) => setTimeout(resolve, 200));
  return { pwned: window.pwned === true, fetched };
})()`;

function plot(chart: string): string {
  return `document.querySelector('.plot[data-chart="${chart}"]')`;
}

async function elementsOf(html: string): Promise<readonly string[]> {
  const { page } = await open(html);
  const found = await strangers(page);
  await page.context().close();
  return found;
}
