import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as driver, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReport, type RenderedReport } from '../../src/report/render-report.js';
import { reportModel, type RunReportModel } from '../../src/report/report-model.js';
import { closeUs, faultyRun, HOUR_US, ofType, planOf, type FaultyRun } from '../lab/chaos/faulty-run.js';
import { hostileStrings } from './hostile-strings.js';
import { logBuilder } from './log-builder.js';
import { syntheticRun } from './synthetic-run.js';

const room = mkdtempSync(join(tmpdir(), 'hivetape-faults-'));
let browser: Browser;
let run: FaultyRun;
let model: RunReportModel;
let report: RenderedReport;

beforeAll(async () => {
  const plan = planOf([
    { kind: 'drop', atUs: closeUs(10), durationUs: 20 * HOUR_US, probability: 0.2 },
    { kind: 'crash', agent: 'council', atUs: closeUs(25), durationUs: 10 * HOUR_US },
    { kind: 'restart', agent: 'trader', atUs: closeUs(50) },
    { kind: 'feed-gap', instrument: 'TWO', atUs: closeUs(40), count: 4 },
    { kind: 'duplicate', atUs: closeUs(55), durationUs: 20 * HOUR_US, probability: 0.3, delayUs: 3 * HOUR_US },
    { kind: 'crash', agent: 'portfolio', atUs: closeUs(60) },
  ]);
  const laws = `export const invariants = [{ id: 'bars', law: 'A run ends before its hundredth bar.', check: (event, state) => {
    if (event.type === 'BarClosed') state.bars = (state.bars ?? 0) + 1;
    return state.bars > 190 ? 'this is bar ' + state.bars : undefined; } }];`;
  run = await faultyRun({ plan, laws });
  model = reportModel(run.events, { runId: run.outcome.runId, fingerprint: run.outcome.fingerprint, environment: {} });
  report = renderReport(model);
  browser = await driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox', '--disable-background-networking'], headless: true });
}, 60_000);
afterAll(async () => {
  await browser.close();
  run.remove();
  rmSync(room, { recursive: true, force: true });
});

test('R1: counts what the log tells', () => {
  const { faults, strikes, absences, broken } = model.faults;
  const struck = ofType(run.events, 'FaultStruck');
  expect(strikes).toHaveLength(struck.length);
  expect(faults.map(({ fault, kind, strikes: count }) => [fault, kind, count])).toEqual(
    ofType(run.events, 'FaultInjected').map(({ data: { fault, kind } }) => [fault, kind, struck.filter(({ data }) => data.fault === fault).length]),
  );
  expect(faults.map(({ endedAt }) => endedAt)).toEqual(faults.map(({ fault }) => ofType(run.events, 'FaultHealed').find(({ data }) => data.fault === fault)?.time));
  expect(absences.map(({ agent, until }) => [agent, until === undefined])).toEqual([['council', false], ['trader', false], ['portfolio', true]]);
  expect(broken).toMatchObject({ invariant: 'bars', at: run.outcome.broken?.at, found: 'this is bar 191' });
  const { faults: told } = JSON.parse(report.json) as { faults: { strikes: number; broken: { at: number } } };
  expect(told).toMatchObject({ strikes: struck.length, broken: { at: run.outcome.broken?.at } });
});

test('a run that nothing befell has no such section', () => {
  const page = renderReport(reportModel(syntheticRun({ days: 60 }), { runId: 'r', fingerprint: 'f', environment: {} })).html;
  expect(page).not.toContain('id="faults"');
});

test.each(['light', 'dark'] as const)('shows when, whom and how in a browser (%s)', async (colorScheme) => {
  const { page, trouble } = await open(report.html, colorScheme);
  const text = await page.innerText('#faults');
  for (const words of ['Faults and laws', 'A run ends before its hundredth bar.', 'this is bar 191', '0: drop', 'council', 'its whole inbox', 'for good', 'came twice', 'the end of the run', '1 never came back']) expect(text).toContain(words);
  const { marks, rows } = await page.evaluate<{ marks: number; rows: number }>(`({ marks: document.querySelectorAll('[data-chart="faults"] .points path').length, rows: document.querySelectorAll('[data-chart="faults"] .ytick').length })`);
  expect(marks).toBeGreaterThan(20);
  expect(rows).toBe(6);
  expect(trouble).toEqual([]);
  await page.context().close();
});

test('foreign names stay text', async () => {
  const log = logBuilder();
  for (const [index, name] of hostileStrings.slice(0, 12).entries()) log.say('FaultInjected', { fault: index, kind: name, target: name }, { by: 'lab', at: 1_000_000 * index });
  log.say('InvariantBroken', { invariant: hostileStrings[0], law: hostileStrings[1], at: 3, found: hostileStrings[2] }, { by: 'lab', at: 99_000_000 });
  const { html } = renderReport(reportModel([...syntheticRun({ days: 60 }), ...log.events], { runId: 'r', fingerprint: 'f', environment: {} }));
  const { page, trouble } = await open(html, 'light');
  expect(await page.evaluate(`document.querySelectorAll('#faults script, #faults img, #faults iframe, #faults b').length`)).toBe(0);
  expect(trouble).toEqual([]);
  await page.context().close();
});

async function open(html: string, colorScheme: 'light' | 'dark') {
  const file = join(room, `${html.length}-${colorScheme}.html`);
  writeFileSync(file, html);
  const context = await browser.newContext({ offline: true, colorScheme, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-charts="drawn"]', { timeout: 30_000, state: 'attached' });
  return { page, trouble };
}
