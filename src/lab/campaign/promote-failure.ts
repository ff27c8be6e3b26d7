/**
 * Makes a failure a scenario of one's own: a file that stands beside the scenario it came from, is run
 * like any other, ends with code 1 while the law breaks and with 0 once it is mended.
 */
import { stringify } from 'yaml';
import { canonicalJson } from '../../core/canonical.js';
import { isHivetapeError } from '../../core/errors.js';
import { completeScenario } from '../scenario/complete-scenario.js';
import { knownNames } from '../scenario/known-names.js';
import { parseDocument } from '../scenario/parse-document.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import type { Failure } from './failure.js';

const LINE_MAX = 100;

/**
 * Returns the text of the scenario: what its origin says, with the changes of the campaign; or everything,
 * with all defaults, where the origin has changed since. Either way it is the run that failed, to the last byte.
 */
export function promotedText({ scenario, invariant, law, at, found }: Failure, origin: { readonly text: string; readonly file: string }): string {
  const story = [
    `This plan of faults breaks ${invariant}: ${law}`,
    `At offset ${at}: ${found}`,
    'Found and made small by `hivetape chaos run`. `hivetape run` of this file ends with code 1 while the law breaks, and with 0 once it is mended.',
  ];
  const comment = story.flatMap((sentence) => wrapped(sentence)).map((line) => `# ${line}`);
  return `${comment.join('\n')}\n${stringify(likeOrigin(scenario, origin) ?? scenario, { lineWidth: 0 })}`;
}

function likeOrigin(scenario: Scenario, { text, file }: { readonly text: string; readonly file: string }): object | undefined {
  try {
    const { value } = parseDocument(text, file);
    if (typeof value !== 'object' || value === null) return undefined;
    const { name, period, chaos, seed } = scenario;
    const short = { ...value, name, seed, period, chaos };
    return canonicalJson(completeScenario(structuredClone(short), { known: knownNames() })) === canonicalJson(scenario) ? short : undefined;
  } catch (cause) {
    if (isHivetapeError(cause)) return undefined;
    throw cause;
  }
}

/** Long words stay whole. */
function wrapped(sentence: string): string[] {
  const lines = [''];
  for (const word of sentence.replaceAll(/\s+/g, ' ').split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + word.length >= LINE_MAX) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
