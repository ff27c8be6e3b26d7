/** The page on a model: the sentence stands first, also a bad one; names are text; the browser draws it without a network. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as driver } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { CARD_FORMAT, type ModelCard } from '../../../src/lab/learn/model-card.js';
import { defaultDataSetOptions } from '../../../src/learning/data-set.js';
import { EVALUATION_FORMAT, type Evaluation } from '../../../src/learning/evaluation.js';
import { defaultTrainingOptions } from '../../../src/learning/training-options.js';
import { verdictOf } from '../../../src/learning/verdict.js';
import { renderLearningReport } from '../../../src/report/learning/render-learning-report.js';

const HOSTILE = '<img src=x onerror=alert(1)>';
const DAY = 86_400_000_000;
const card: ModelCard = {
  format: CARD_FORMAT, model: 'ab'.repeat(32), weights: 'cd'.repeat(32), training: 'run-1', dataSet: 'ef'.repeat(32),
  sources: [{ runId: 'r', name: HOSTILE, fingerprint: 'hivetape1:00' }], dataOptions: defaultDataSetOptions, dataFrom: 0, dataTo: 100 * DAY, validFrom: 100 * DAY,
  trainRows: 1_000, testRows: 400, testFrom: 140 * DAY, labels: [{ label: 'direction', share: 0.52, inSample: 0.6 }, { label: 'breakout', share: 0.3, inSample: null }],
  losses: [0.69, 0.6, 0.55], options: defaultTrainingOptions, backend: { name: 'wasm', version: '4.22.0', isRepeatable: true },
};

function evaluationWith(gain: number): Evaluation {
  const baseline = { name: 'shuffled future' as const, score: 0.5, gain, low: gain - 0.05, high: gain + 0.05 };
  const judged = {
    format: EVALUATION_FORMAT, model: card.model, dataSet: card.dataSet, rows: 400, testFrom: 140 * DAY, testTo: 540 * DAY, confidence: 0.95, resamples: 1_000, blockRows: 37,
    controls: 3, futures: 20, seed: 42, withheld: [{ label: 'breakout' as const, reason: 'It came true 3 times.' }], notes: ['A note.'], isUseful: gain > 0.05,
    labels: [{ label: 'direction' as const, rows: 400, share: 0.5, score: 0.5 + gain, hitRate: 0.5, baselines: [baseline], hardest: baseline, isLearnt: gain > 0.05 }],
  } as const;
  return { ...judged, sentence: verdictOf(judged) };
}

const room = mkdtempSync(join(tmpdir(), 'hivetape-learning-report-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

test('says first what the model is worth, also where that is nothing', () => {
  const useless = renderLearningReport({ card, evaluation: evaluationWith(0.01) });
  expect(useless).toContain('<h1>A model that knows nothing</h1>');
  expect(useless).toContain('The model is useless: on 400 unseen rows');
  expect(useless).not.toContain(HOSTILE);
  expect(useless).toContain('breakout: withheld. It came true 3 times.');
  const useful = renderLearningReport({ card, evaluation: evaluationWith(0.1) });
  expect(useful).toContain('<h1>A model that knows something</h1>');
  expect(useful).toContain('The model has learnt direction');
  expect(renderLearningReport({ card, evaluation: evaluationWith(0.1) })).toBe(useful);
});

test('is drawn by a browser without an error or a request', async () => {
  const file = join(room, 'model.html');
  writeFileSync(file, renderLearningReport({ card, evaluation: evaluationWith(0.01) }));
  const browser = await driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox', '--disable-background-networking'], headless: true });
  try {
    const page = await (await browser.newContext({ offline: true })).newPage();
    const trouble: string[] = [];
    page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && trouble.push(message.text())));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('dialog', (dialog) => void trouble.push(dialog.message()));
    page.on('request', (request) => void (request.url() !== pathToFileURL(file).href && trouble.push(request.url())));
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-charts="drawn"]', { timeout: 30_000, state: 'attached' });
    expect(await page.locator('.plot svg.main-svg').count()).toBeGreaterThanOrEqual(2);
    expect(trouble).toEqual([]);
  } finally {
    await browser.close();
  }
});
