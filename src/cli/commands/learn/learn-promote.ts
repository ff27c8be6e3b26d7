/** `hivetape learn promote <model> <scenario>`: lays a model beside a scenario and seats an agent that asks it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { HivetapeError } from '../../../core/errors.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { choiceOption, flagOption, textOption } from '../../option-values.js';
import { fractionOption, modelArgument, openShelf } from './learn-desk.js';

export const learnPromoteCommand: CommandSpec = {
  name: 'promote',
  summary: 'copy a model beside a scenario, and print or write the agent that asks it',
  arguments: [modelArgument, { name: '<scenario>', meaning: 'the scenario file' }],
  options: [
    { flags: '--mode <mode>', meaning: 'vote or shadow (default: vote if an evaluation found that it knows the direction, else shadow)' },
    { flags: '--agent <name>', meaning: 'name of the agent (default pattern)' },
    { flags: '--share <fraction>', meaning: 'its share of the council’s say, which the other members give up' },
    { flags: '--write', meaning: 'write it into the scenario instead of printing it' },
  ],
  examples: ['hivetape learn promote @ scenario.yaml', 'hivetape learn promote 8c1d scenario.yaml --mode vote --share 0.2 --write'],
  act,
};

async function act({ args: [reference = '', scenario = ''], options, desk: { settings, output } }: Invocation): Promise<number> {
  const shelf = await openShelf(settings);
  const { bytes, card } = shelf.model(reference);
  const evaluations = shelf.evaluations(card.model);
  // A vote is on the direction; what else it knows, it tells in shadow too.
  const knowsDirection = evaluations.some(({ labels }) => labels.some(({ label, isLearnt }) => label === 'direction' && isLearnt));
  const mode = choiceOption(options, 'mode', ['vote', 'shadow'] as const) ?? (knowsDirection ? 'vote' : 'shadow');
  const share = textOption(options, 'share') === undefined ? undefined : fractionOption(options, 'share', { above: 0, below: 1, usual: 0.5 });
  if (share !== undefined && mode === 'shadow') throw new HivetapeError('conflicting-options', 'An agent in shadow has no share of the say; give --mode vote or leave out --share.');
  const promotion = { agent: textOption(options, 'agent') ?? 'pattern', mode, ...(share === undefined ? {} : { share }) };

  const file = resolve(settings.cwd, scenario);
  const text = scenarioText(file, scenario);
  const [{ promotedScenario, promotionSnippet }, { writeArtefact }] = await Promise.all([import('../../../lab/learn/promote-model.js'), import('../../../host/artefact-files.js')]);
  const changed = promotedScenario(text, card, promotion);
  const modelFile = join(dirname(file), 'models', `${card.model}.model`);
  writeArtefact(modelFile, bytes);
  const isWritten = flagOption(options, 'write');
  if (isWritten) writeScenario(file, changed);
  const snippet = promotionSnippet(card, promotion);
  if (settings.json) {
    output.json({ schema: 'hivetape.promotion/1', model: card.model, modelFile, scenario: file, written: isWritten, ...promotion, evaluations: evaluations.map(({ dataSet, sentence, isUseful: useful }) => ({ dataSet, sentence, isUseful: useful })), snippet });
    return 0;
  }
  if (isWritten) output.data(`${output.paintOut('green', '✔')} ${relative(settings.cwd, file)}: agent ${promotion.agent} asks model ${card.model.slice(0, 12)}, mode ${mode}`);
  else output.data(snippet.trimEnd());
  output.say(`the model lies in ${relative(settings.cwd, modelFile)}`);
  for (const { sentence } of evaluations) output.say(sentence);
  if (evaluations.length === 0) output.say(`warning: nobody has judged it yet: hivetape learn eval ${card.model.slice(0, 12)}`);
  return 0;
}

function scenarioText(file: string, shownAs: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new HivetapeError('path-not-found', `The scenario is there to be read (found no file "${shownAs}").`, { place: { file: shownAs }, cause });
  }
}

function writeScenario(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new HivetapeError('file-unwritable', `The scenario could not be written to ${file}.`, { cause });
  }
}
