/** `hivetape learn train <dataset>`: trains a network on the older rows, in a run of its own. */
import { formatInstant } from '../../../core/instant.js';
import type { TrainingOutcome } from '../../../lab/learn/training-run.js';
import type { TrainingOptions } from '../../../learning/training-options.js';
import type { CommandSpec, Desk, Invocation, OptionValues } from '../../command-spec.js';
import { EXIT_STOPPED } from '../../exit-codes.js';
import { grouped, percent } from '../../number-format.js';
import { openStore } from '../../open-store.js';
import { choiceOption, flagOption, wholeNumberOption } from '../../option-values.js';
import { progressBar } from '../../progress-bar.js';
import { shortId } from '../../run-reference.js';
import { countOption, dataSetArgument, foundDataSet, fractionOption, openShelf, wasStopped } from './learn-desk.js';

export const learnTrainCommand: CommandSpec = {
  name: 'train',
  summary: 'train a network on the older rows of a data set; the model is stored under its hash',
  arguments: [dataSetArgument],
  options: [
    { flags: '--epochs <number>', meaning: 'times that all rows are gone through (default 50)' },
    { flags: '--rate <number>', meaning: 'learning rate (default 0.01)' },
    { flags: '--seed <number>', meaning: 'seed of initial weights and order of rows (default 42)' },
    { flags: '--train-share <fraction>', meaning: 'share of the rows before the cut (default 0.7)' },
    { flags: '--embargo <bars>', meaning: 'bars left out between training and test (default and least: the window)' },
    { flags: '--backend <name>', meaning: 'wasm, cpu, native, or auto (default: native where installed, else wasm)' },
    { flags: '--bit-equal', meaning: 'only on a backend that gives the same bits at every training' },
  ],
  examples: ['hivetape learn train @', 'hivetape learn train my.dataset.json --epochs 100 --bit-equal'],
  act,
};

async function act({ args: [reference = ''], options, desk }: Invocation): Promise<number> {
  const { settings, surroundings } = desk;
  const shelf = await openShelf(settings);
  const set = foundDataSet(shelf, reference, settings);
  const [{ loadBackend, backendChoices }, { runTraining }, { readEnvironment }] = await Promise.all([
    import('../../../learning/tensor-backend.js'),
    import('../../../lab/learn/training-run.js'),
    import('../../../host/environment.js'),
  ]);
  const training = await trainingOptions(options);
  const backend = await loadBackend({ choice: choiceOption(options, 'backend', backendChoices) ?? 'auto', bitEqual: flagOption(options, 'bitEqual') });
  const store = await openStore(settings);
  const bar = progressBar(`train ${set.digest.slice(0, 8)}`, settings, surroundings);
  const startedMs = surroundings.clockMs();
  try {
    const outcome = await runTraining(store, {
      set,
      options: training,
      backend,
      shelf,
      environment: () => ({ ...readEnvironment() }),
      signal: surroundings.signal,
      onEpoch: ({ epoch, epochs, loss }) => bar.step({ done: epoch / epochs, events: epoch, note: `epoch ${epoch} of ${epochs}  loss ${loss.toFixed(4)}` }),
    });
    bar.end();
    return show(outcome, surroundings.clockMs() - startedMs, desk);
  } catch (cause) {
    bar.end();
    if (!wasStopped(cause)) throw cause;
    desk.output.sayError(cause);
    return EXIT_STOPPED;
  }
}

async function trainingOptions(options: OptionValues): Promise<TrainingOptions> {
  const { defaultTrainingOptions: usual } = await import('../../../learning/training-options.js');
  return {
    ...usual,
    epochs: countOption(options, 'epochs', { min: 1, max: 10_000, usual: usual.epochs }),
    learningRate: fractionOption(options, 'rate', { above: 0, below: 1, usual: usual.learningRate }),
    seed: wholeNumberOption(options, 'seed') ?? usual.seed,
    trainShare: fractionOption(options, 'train-share', { key: 'trainShare', above: 0, below: 1, usual: usual.trainShare }),
    embargoBars: countOption(options, 'embargo', { min: 0, usual: usual.embargoBars }),
  };
}

function show({ runId, fingerprint, card, kind }: TrainingOutcome, wallMs: number, { settings, output }: Desk): number {
  const { model, losses, backend } = card;
  if (settings.json) {
    output.json({ schema: 'hivetape.training/1', runId, fingerprint, kind, ...card });
    return 0;
  }
  const said = { new: '', again: ', the same bits as before', recorded: ', as recorded: this backend does not repeat' }[kind];
  output.data(
    `${output.paintOut('green', '✔')} model ${model.slice(0, 12)}${said}`,
    `  training ${grouped(card.trainRows)} rows up to ${formatInstant(card.validFrom).slice(0, 10)}, ${losses.length} epochs, loss ${losses[0].toFixed(3)} to ${losses[losses.length - 1].toFixed(3)}, ${(wallMs / 1_000).toFixed(1)} s`,
    `  test     ${grouped(card.testRows)} rows from ${formatInstant(card.testFrom).slice(0, 10)}, not looked at yet`,
    `  in sample ${card.labels.map(({ label, inSample }) => `${label} ${inSample === null ? '–' : percent(inSample)}`).join(', ')} (says nothing about the future)`,
    `  backend  ${backend.name} ${backend.version}${backend.isRepeatable ? '' : ', not repeatable'}`,
    `  run      ${shortId(runId)}, fingerprint ${fingerprint}`,
    `  weights  ${card.weights}`,
    `  hash     ${model}`,
  );
  output.say(`next: hivetape learn eval ${model.slice(0, 12)}`);
  return 0;
}
