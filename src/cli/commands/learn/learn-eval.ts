/** `hivetape learn eval <model> [dataset]`: judges a model out of sample, and says so when it is useless. */
import { relative, resolve } from 'node:path';
import type { Evaluation, LabelEvaluation } from '../../../learning/evaluation.js';
import type { CommandSpec, Desk, Invocation } from '../../command-spec.js';
import { EXIT_STOPPED } from '../../exit-codes.js';
import { percent } from '../../number-format.js';
import { choiceOption, wholeNumberOption } from '../../option-values.js';
import { progressBar } from '../../progress-bar.js';
import { tableLines, type Column } from '../../table.js';
import { countOption, foundDataSet, modelArgument, openShelf, wasStopped } from './learn-desk.js';

export const learnEvalCommand: CommandSpec = {
  name: 'eval',
  summary: 'judge a model on rows it has not seen, against guesses and against networks taught nonsense',
  arguments: [modelArgument, { name: '[dataset]', meaning: 'another data set than the one it was trained on' }],
  options: [
    { flags: '--controls <number>', meaning: 'networks trained on shuffled labels (default 3)' },
    { flags: '--futures <number>', meaning: 'shuffled futures that are dealt (default 20)' },
    { flags: '--resamples <number>', meaning: 'resamples that intervals come from (default 2000)' },
    { flags: '--seed <number>', meaning: 'seed of controls, futures and resamples (default 42)' },
    { flags: '--backend <name>', meaning: 'that the controls are trained on (default: the model’s)' },
    { flags: '--report [file]', meaning: 'write an HTML report (default reports/MODEL.html)' },
  ],
  examples: ['hivetape learn eval @', 'hivetape learn eval 8c1d --report --json'],
  act,
};

async function act({ args: [reference = '', other], options, desk }: Invocation): Promise<number> {
  const { settings, output, surroundings } = desk;
  const shelf = await openShelf(settings);
  const { model, card } = shelf.model(reference);
  const set = foundDataSet(shelf, other ?? card.dataSet, settings);
  const [{ evaluateModel, defaultEvaluationOptions: usual }, { loadBackend, backendChoices }] = await Promise.all([
    import('../../../learning/evaluate-model.js'),
    import('../../../learning/tensor-backend.js'),
  ]);
  const choice = choiceOption(options, 'backend', backendChoices) ?? card.backend.name;
  const bar = progressBar(`eval ${model.hash.slice(0, 8)}`, settings, surroundings);
  let evaluation: Evaluation;
  try {
    evaluation = await evaluateModel(
      {
        model,
        set,
        training: card.options,
        options: {
          controls: countOption(options, 'controls', { min: 0, max: 100, usual: usual.controls }),
          futures: countOption(options, 'futures', { min: 1, max: 1_000, usual: usual.futures }),
          resamples: countOption(options, 'resamples', { min: 100, usual: usual.resamples }),
          seed: wholeNumberOption(options, 'seed') ?? usual.seed,
        },
        backend: () => loadBackend({ choice, bitEqual: false }),
      },
      { onProgress: (done) => bar.step({ done, events: 0, note: 'training controls' }), signal: surroundings.signal },
    );
  } catch (cause) {
    bar.end();
    if (!wasStopped(cause)) throw cause;
    output.sayError(cause);
    return EXIT_STOPPED;
  }
  bar.end();
  shelf.putEvaluation(evaluation);
  const report = options['report'];
  const file = report === undefined || report === false ? undefined : typeof report === 'string' ? report : `reports/model-${model.hash.slice(0, 12)}.html`;
  if (file !== undefined) {
    const [{ renderLearningReport }, { writeArtefact }] = await Promise.all([import('../../../report/learning/render-learning-report.js'), import('../../../host/artefact-files.js')]);
    writeArtefact(resolve(settings.cwd, file), renderLearningReport({ card, evaluation }));
  }
  if (settings.json) output.json({ schema: 'hivetape.evaluation/1', ...evaluation, ...(file === undefined ? {} : { report: file }) });
  else show(evaluation, file === undefined ? undefined : relative(settings.cwd, resolve(settings.cwd, file)), desk);
  return 0;
}

function show({ sentence, labels, withheld, notes, model, confidence }: Evaluation, report: string | undefined, { settings, output }: Desk): void {
  const score = (name: string) => ({ baselines }: LabelEvaluation): string => {
    const found = baselines.find((baseline) => baseline.name === name);
    return found === undefined ? '–' : percent(found.score);
  };
  const columns: Column<LabelEvaluation>[] = [
    { title: 'label', text: ({ label }) => label },
    { title: 'rows', align: 'right', text: ({ rows }) => String(rows) },
    { title: 'true', align: 'right', text: ({ share }) => percent(share) },
    { title: 'balanced', align: 'right', text: (row) => percent(row.score) },
    { title: 'majority', align: 'right', text: score('majority class') },
    { title: 'last', align: 'right', text: score('last outcome') },
    { title: 'shuffled labels', align: 'right', text: score('shuffled labels') },
    { title: 'shuffled future', align: 'right', text: score('shuffled future') },
    { title: `gain, ${percent(confidence)} interval`, align: 'right', text: ({ hardest: { gain, low, high } }) => `${signed(gain)} (${signed(low)} to ${signed(high)})` },
    { title: 'learnt', text: ({ isLearnt }) => (isLearnt ? 'yes' : 'no') },
  ];
  output.data(sentence, '', ...tableLines(labels, columns, settings.columns));
  for (const { label, reason } of withheld) output.data(`${label}: withheld. ${reason}`);
  for (const note of notes) output.say(`note: ${note}`);
  if (report !== undefined) output.data(`report  ${report}`);
  output.say(`next: hivetape learn promote ${model.slice(0, 12)} SCENARIO${labels.some(({ label, isLearnt }) => label === 'direction' && isLearnt) ? '' : ' (in shadow, as it does not know the direction)'}`);
}

/** Points of balanced accuracy with their sign. */
function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)}`;
}
