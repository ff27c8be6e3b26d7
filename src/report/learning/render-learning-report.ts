/** The page on a model: the plain sentence first, then what it was held against, and how it came to be. */
import { DAY } from '../../core/instant.js';
import type { ModelCard } from '../../lab/learn/model-card.js';
import type { Evaluation, LabelEvaluation } from '../../learning/evaluation.js';
import { colour, drawn, values, chartFigure, type ChartSpec } from '../chart-spec.js';
import { html, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, percent, timeText } from '../number-text.js';
import { renderPage, type Section } from '../page.js';

export interface LearningReportInput {
  readonly card: ModelCard;
  readonly evaluation: Evaluation;
}

/** Returns the whole document. The same input gives the same bytes. */
export function renderLearningReport(input: LearningReportInput): string {
  const { card } = input;
  return renderPage({
    title: `model ${card.model.slice(0, 12)} · hivetape learning`,
    currency: '',
    masthead: masthead(input),
    sections: [gainsSection(input), baselinesSection(input), lossSection(input), provenanceSection(input)],
    footer: html`<footer><p>Not investment advice. Made by hivetape from model <span class="mono">${card.model}</span>. Charts are drawn by plotly.js (MIT licence).</p></footer>`,
  });
}

function masthead({ card, evaluation }: LearningReportInput): SafeHtml {
  const { rows, testFrom, testTo, isUseful, sentence, labels } = evaluation;
  const direction = labels.find(({ label }) => label === 'direction');
  const cells: readonly (readonly [string, string, string])[] = [
    ['Unseen rows', decimal(rows, 0), `${dayText(testFrom)} to ${dayText(testTo)}`],
    ['Labels learnt', decimal(labels.filter(({ isLearnt }) => isLearnt).length, 0), `of ${labels.length} judged`],
    ['Direction', direction === undefined ? ABSENT : percent(direction.score), 'right in balance; 50 % is a coin'],
    ['Gain in direction', direction === undefined ? ABSENT : pointsText(direction.hardest.gain), direction === undefined ? '' : `points, interval ${intervalText(direction)}`],
  ];
  return html`<header class="masthead">
<p class="kicker"><span>hivetape · learning report</span><span class="mono">${card.model}</span></p>
<h1>${isUseful ? 'A model that knows something' : 'A model that knows nothing'}</h1>
<p class="subtitle"><span>${card.sources.map(({ name }) => name).join(', ')}</span><span>${counted(card.trainRows, 'row')} of training</span><span>${card.backend.name} ${card.backend.version}</span></p>
<p class="verdict">${sentence}</p>
<p class="disclaimer">Simulated results, not investment advice.</p>
<dl class="strip">${cells.map(([name, value, foot]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="small">${foot}</dd></div>`)}</dl>
</header>`;
}

function gainsSection({ evaluation }: LearningReportInput): Section {
  const { labels, confidence, blockRows, resamples } = evaluation;
  const chart: ChartSpec = {
    id: 'gains',
    title: 'Gain over the baseline that decides, in points of balanced accuracy',
    summary: 'For each label the gain of the model over its hardest baseline, with the interval. Learnt is only what lies above zero as a whole.',
    columns: {
      label: { label: 'Label', unit: 'text', values: labels.map(({ label }) => label) },
      gain: { label: 'Gain', unit: 'number', values: labels.map(({ hardest }) => drawn(hardest.gain * 100)) },
      up: { label: 'Above', unit: 'number', values: labels.map(({ hardest: { gain, high } }) => drawn((high - gain) * 100)) },
      down: { label: 'Below', unit: 'number', values: labels.map(({ hardest: { gain, low } }) => drawn((gain - low) * 100)) },
    },
    traces: [
      {
        type: 'scatter', mode: 'markers', x: values('label'), y: values('gain'), marker: { size: 10, color: colour('accent') },
        error_y: { type: 'data', symmetric: false, array: values('up'), arrayminus: values('down'), color: colour('ink', 0.6), thickness: 2 },
      },
    ],
    layout: { yaxis: { zeroline: true, zerolinecolor: colour('ink'), title: { text: 'points' } }, xaxis: { type: 'category' } },
    heightPx: 320,
    tables: [{ caption: 'Gains', columns: ['label', 'gain', 'up', 'down'] }],
  };
  return {
    id: 'gains',
    title: 'Out of sample',
    charts: labels.length === 0 ? [] : [chart],
    body: html`<p class="lead">Balanced accuracy is the mean of the share of cases found and of the share of other cases found, so a guess that never changes scores 50 %.
The intervals hold ${percent(confidence)} each, so that all labels together are held to 95 %; they come from ${decimal(resamples, 0)} resamples of blocks of ${decimal(blockRows, 0)} neighbouring rows.</p>
${labels.length === 0 ? html`<p>No label could be judged.</p>` : chartFigure(chart)}`,
  };
}

function baselinesSection({ evaluation }: LearningReportInput): Section {
  const { labels, withheld, notes, controls, futures } = evaluation;
  return {
    id: 'baselines',
    title: 'Against what',
    charts: [],
    body: html`<p class="lead">Majority class: always what was commoner in the training. Last outcome: it goes on as it last went. Shuffled labels: ${counted(controls, 'network')} of the same making, taught with
labels that were dealt anew. Shuffled future: the same answers held against ${counted(futures, 'future')} made of the test’s own bars in another order; what is still right there comes from the geometry of the label, not from the market.</p>
<div class="wide"><table><thead><tr><th scope="col">Label</th><th scope="col">Baseline</th><th scope="col" class="number">Model</th><th scope="col" class="number">Baseline</th><th scope="col" class="number">Gain</th><th scope="col" class="number">Interval</th><th scope="col">Learnt</th></tr></thead>
<tbody>${labels.flatMap((label) =>
      label.baselines.map(
        ({ name, score, gain, low, high }, index) => html`<tr><th scope="row">${index === 0 ? label.label : ''}</th><td>${name}</td><td class="number">${percent(label.score)}</td><td class="number">${percent(score)}</td><td class="number">${pointsText(gain)}</td><td class="number">${pointsText(low)} to ${pointsText(high)}</td><td>${index === 0 ? (label.isLearnt ? 'yes' : 'no') : ''}</td></tr>`,
      ),
    )}</tbody></table></div>
${withheld.map(({ label, reason }) => html`<p class="note">${label}: withheld. ${reason}</p>`)}${notes.map((note) => html`<p class="note">${note}</p>`)}`,
  };
}

function lossSection({ card }: LearningReportInput): Section {
  const chart: ChartSpec = {
    id: 'loss',
    title: 'Loss of the training, epoch by epoch',
    summary: 'Mean cross-entropy per label over the rows of the training. It falls whether anything is learnt or only remembered.',
    columns: {
      epoch: { label: 'Epoch', unit: 'count', values: card.losses.map((_, index) => index + 1) },
      loss: { label: 'Cross-entropy, nats', unit: 'number', values: card.losses.map(drawn) },
    },
    traces: [{ type: 'scatter', mode: 'lines', x: values('epoch'), y: values('loss'), line: { color: colour('accent'), width: 2 } }],
    layout: { xaxis: { title: { text: 'epoch' } }, yaxis: { title: { text: 'nats' } } },
    heightPx: 260,
    tables: [{ caption: 'Loss', columns: ['epoch', 'loss'] }],
  };
  const rows = card.labels.map(({ label, share, inSample }) => html`<tr><th scope="row">${label}</th><td class="number">${percent(share)}</td><td class="number">${inSample === null ? ABSENT : percent(inSample)}</td></tr>`);
  return {
    id: 'training',
    title: 'The training',
    charts: [chart],
    body: html`${chartFigure(chart)}
<table><caption>In sample, which says nothing about the future</caption><thead><tr><th scope="col">Label</th><th scope="col" class="number">True in</th><th scope="col" class="number">Right in balance</th></tr></thead><tbody>${rows}</tbody></table>`,
  };
}

function provenanceSection({ card, evaluation }: LearningReportInput): Section {
  const { options, dataOptions, backend } = card;
  const facts: readonly (readonly [string, string])[] = [
    ['Model', card.model],
    ['Weights', card.weights],
    ['Run of the training', card.training],
    ['Data set of the training', card.dataSet],
    ['Data set of the test', evaluation.dataSet],
    ...card.sources.map(({ name, fingerprint }): readonly [string, string] => [`Log of ${name}`, fingerprint]),
    ['Training', `${timeText(card.dataFrom)} to ${timeText(card.dataTo)}`],
    ['Gap between training and test', counted(Math.round((evaluation.testFrom - card.validFrom) / DAY), 'day')],
    ['Window and horizon', `${dataOptions.windowBars} and ${dataOptions.horizonBars} bars${dataOptions.peer === '' ? '' : `, peer ${dataOptions.peer}`}`],
    ['Epochs, learning rate, seed', `${options.epochs}, ${options.learningRate}, ${options.seed}`],
    ['Backend', `${backend.name} ${backend.version}, ${backend.isRepeatable ? 'the same bits at every training' : 'not repeatable'}`],
  ];
  return {
    id: 'provenance',
    title: 'Where it comes from',
    charts: [],
    body: html`<table><tbody>${facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="mono">${value}</td></tr>`)}</tbody></table>`,
  };
}

function dayText(instant: number): string {
  return timeText(instant).slice(0, 10);
}

function pointsText(share: number): string {
  return decimal(share * 100, 1);
}

function intervalText({ hardest: { low, high } }: LabelEvaluation): string {
  return `${pointsText(low)} to ${pointsText(high)}`;
}
