/** How a campaign is told: what was done, and each failure as a story that ends with the next command. */
import { formatInstant } from '../../../core/instant.js';
import { planIn, type Failure } from '../../../lab/campaign/failure.js';
import { faultText } from '../../../lab/campaign/fault-text.js';
import type { BrokenLaw, CampaignOutcome } from '../../../lab/campaign/run-campaign.js';
import { faultKinds } from '../../../lab/chaos/fault-plan.js';
import { counted, duration, grouped } from '../../number-format.js';
import { oneLine } from '../../output.js';
import type { Paint } from '../../paint.js';
import { wrap } from '../../text-width.js';

export interface CampaignTold {
  readonly outcome: CampaignOutcome;
  readonly name: string;
  readonly workers: number;
  readonly wallMs: number;
  /** Where each failure was written, as a person would name it. */
  readonly files: ReadonlyMap<Failure, string>;
}

interface Look {
  readonly paint: Paint;
  readonly columns: number;
}

export function campaignLines({ outcome, name, wallMs, workers, files }: CampaignTold, look: Look): string[] {
  const { state, laws, plans, events } = outcome;
  const { paint } = look;
  const isGood = state === 'finished' && laws.length === 0;
  const said = state === 'stopped' ? `was stopped after ${duration(wallMs)}` : `done in ${duration(wallMs)}`;
  const head = `${isGood ? paint('green', '✔') : paint('red', '✖')} chaos "${oneLine(name)}" ${said}   ${counted(plans, 'plan')}   ${grouped(events)} events   ${counted(workers, 'worker')}`;
  const verdict = state === 'broken-undisturbed' ? 'a law breaks without any fault, so no plan was performed' : lawsText(laws);
  return [head, `  ${verdict}`, ...figureLines(outcome, look), ...laws.flatMap((law) => ['', ...lawLines(law, files, look)]), ...(state === 'stopped' ? ['', `  ${paint('dim', 'Run it again with the same seed: the same plans are drawn.')}`] : [])];
}

/** Returns the same as plain data. */
export function campaignJson({ outcome, name, workers, wallMs, files }: CampaignTold): object {
  const { laws, ...rest } = outcome;
  return {
    schema: 'hivetape.chaos/1',
    name,
    ...rest,
    laws: laws.map(({ failure, ...law }) => ({ ...law, failure: failure === undefined ? null : failureJson(failure, files.get(failure)) })),
    workers,
    wallMs: Math.round(wallMs),
  };
}

/** Returns what broke and what is left of the plan. */
export function failureLines(failure: Failure, { paint, columns }: Look): string[] {
  const { invariant, law, at, found, event, startAt, discovery } = failure;
  const said = event === null ? '' : ` (${event.type} of ${oneLine(event.agent)}, ${formatInstant(event.time)})`;
  const { faults, healAtUs } = planIn(failure);
  const few = faults.length === 0 ? 'It needs no fault at all.' : `${counted(faults.length, 'fault')} of ${grouped(discovery.faults)} ${faults.length === 1 ? 'is' : 'are'} left, after ${counted(discovery.tries, 'try').replace('trys', 'tries')}${discovery.isSmallest ? '' : '; there may be smaller plans'}:`;
  const heal = healAtUs === undefined ? [] : [`everything is healed at ${formatInstant(startAt + healAtUs)}`];
  return [
    `${paint('red', oneLine(invariant))} ${oneLine(law)}`,
    ...wrap(`broke at offset ${grouped(at)}${said}: ${oneLine(found)}`, columns - 4).map((line) => `  ${line}`),
    `  ${few}`,
    ...[...faults.map((fault) => faultText(fault, startAt)), ...heal].flatMap((text) => wrap(oneLine(text), columns - 8).map((line, index) => `    ${index === 0 ? '· ' : '  '}${line}`)),
  ];
}

function lawLines({ plans, firstPlan, failure, invariant, law, found }: BrokenLaw, files: ReadonlyMap<Failure, string>, look: Look): string[] {
  const { paint } = look;
  const by = firstPlan < 0 ? 'without any fault' : `by ${counted(plans, 'plan')}, first by plan ${grouped(firstPlan)}`;
  if (failure === undefined) return [`  ${paint('red', oneLine(invariant))} ${oneLine(law)}`, `    broken ${by}: ${oneLine(found)}`];
  const file = files.get(failure) ?? '';
  const [head = '', ...lines] = failureLines(failure, look);
  return [`  ${head}`, `    broken ${by}`, ...lines.map((line) => `  ${line}`), `    written to ${file}`, `    ${paint('dim', `next: hivetape chaos replay ${file} · hivetape chaos promote ${file}`)}`];
}

function lawsText(laws: readonly BrokenLaw[]): string {
  if (laws.length === 0) return 'no law broke';
  return `${counted(laws.length, 'law')} broke: ${laws.map(({ invariant, plans }) => `${oneLine(invariant)} in ${counted(plans, 'plan')}`).join(', ')}`;
}

function figureLines({ plans, ends, begun, struck }: CampaignOutcome, { columns }: Look): string[] {
  if (plans === 0) return [];
  const kinds = faultKinds.filter((kind) => begun[kind] > 0);
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);
  const refused = ends.refused === 0 ? '' : `, in ${counted(ends.refused, 'plan')} the store refused to go on`;
  const each = kinds.map((kind) => `${kind} ${grouped(begun[kind])}${struck[kind] === 0 ? '' : ` (${grouped(struck[kind])})`}`).join(' · ');
  return [
    `  ${counted(sum(begun), 'fault')} began and struck ${grouped(sum(struck))} times${refused}`,
    ...wrap(each, columns - 4).map((line) => `    ${line}`),
  ];
}

function failureJson(failure: Failure, file: string | undefined): object {
  const { invariant, law, at, found, event, events, fingerprint, discovery } = failure;
  return { file: file ?? null, invariant, law, at, found, event, events, fingerprint, discovery, plan: planIn(failure) };
}
