/** `hivetape why <target>`: the causal chain of an order, a fill or any event, back to the bars. */
import { formatInstant } from '../../core/instant.js';
import type { Reason, WhyTarget } from '../../lab/why.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { contentText } from '../event-line.js';
import { virtualSpan } from '../number-format.js';
import { openStore } from '../open-store.js';
import { textOption, wholeNumberOption } from '../option-values.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { cut } from '../text-width.js';

export const whyCommand: CommandSpec = {
  name: 'why',
  summary: 'the causal chain of an order or an event, back to the bars',
  arguments: [{ name: '<target>', meaning: 'an order id, or the offset of an event' }],
  options: [
    { flags: '--run <run>', meaning: 'the run (default @, the last one)' },
    { flags: '--depth <number>', meaning: 'how many causes deep (default 12)' },
  ],
  examples: ['hivetape why 18190', 'hivetape why trader-12 --run @~1'],
  act: async ({ args: [target = ''], options, desk }) => {
    const store = await openStore(desk.settings);
    const runId = resolveRun(store, parseReference(textOption(options, 'run') ?? '@').run, desk.settings);
    const { explainCause } = await import('../../lab/why.js');
    const reasons = explainCause(store.open(runId), targetOf(target), wholeNumberOption(options, 'depth'));
    if (desk.settings.json) desk.output.json({ schema: 'hivetape.why/1', runId, target, reasons });
    else show(shortId(runId), reasons, desk);
    return 0;
  },
};

/** `order:x` and `event:5` say it outright; else a whole number is an offset. */
function targetOf(text: string): WhyTarget {
  const [, kind, rest] = /^(order|event):(.+)$/s.exec(text) ?? [];
  if (kind === 'order' && rest !== undefined) return { order: rest };
  const number = rest ?? text;
  return /^\d+$/.test(number) && Number.isSafeInteger(Number(number)) ? { offset: Number(number) } : { order: text };
}

function show(run: string, reasons: readonly Reason[], { output }: Desk): void {
  output.data(`run ${run}`);
  for (const reason of reasons) output.data(...reasonLines(reason, '', ''));
}

function reasonLines({ event, role, delayUs, because }: Reason, lead: string, rest: string): string[] {
  const delay = delayUs === 0 ? '' : ` (${virtualSpan(delayUs)} before)`;
  const how = role === 'asked' || role === 'caused' ? '' : `${role}: `;
  const own = `${lead}${how}${event.type} ${event.offset}  ${formatInstant(event.time)}  ${event.agent}${delay}`;
  const text = contentText(event);
  const below = because.flatMap((cause, index) => {
    const isLast = index === because.length - 1;
    return reasonLines(cause, `${rest}${isLast ? '└─ ' : '├─ '}`, `${rest}${isLast ? '   ' : '│  '}`);
  });
  return [own, `${rest}${because.length > 0 ? '│' : ' '}  ${cut(text, 160)}`, ...below];
}
