/**
 * `--set key=value`: changes single values of a scenario before it is checked. The value is read as a
 * YAML scalar or flow, so 10, true, "10" and [a, b] mean what they mean in the file.
 */
import { HivetapeError } from '../../core/errors.js';
import { parseDocument } from './parse-document.js';
import { forbiddenKeys } from './plain-value.js';
import { pathText, type Path, type Span } from './scenario-problem.js';

export interface Override {
  readonly path: Path;
  readonly value: unknown;
  /** As it was written, for messages. */
  readonly text: string;
}

/** File name that messages about overrides name. */
export const OVERRIDE_PLACE = '--set';

/** Returns the path and value of "agents.trend.options.fastBars=10". Throws `scenario-override`. */
export function parseOverride(text: string): Override {
  const at = text.indexOf('=');
  if (at < 1) throw refuse(text, `An override is key=value (found "${text.slice(0, 100)}").`);
  const path = text.slice(0, at).trim().replaceAll(/\[(\d+)\]/g, '.$1').split('.').map(partOf);
  const forbidden = path.find((part) => part === '' || forbiddenKeys.includes(String(part)));
  if (forbidden !== undefined) throw refuse(text, `A key of an override is a name of the scenario (found "${String(forbidden)}").`);
  const { value, problems } = parseDocument(text.slice(at + 1), OVERRIDE_PLACE);
  const [problem] = problems;
  if (problem) throw refuse(text, problem.message);
  return { path, value: value === undefined ? null : value, text };
}

/**
 * Changes `root` in place: sets each value at its path, making sets of keys on the way where there are none.
 * Throws `scenario-override` where the way leads through a plain value or past the end of a list.
 */
export function applyOverrides(root: Record<string, unknown>, overrides: readonly Override[]): void {
  for (const override of overrides) {
    let parent: Record<string | number, unknown> = root;
    override.path.forEach((part, depth) => {
      if (Array.isArray(parent) && !(typeof part === 'number' && part < parent.length)) {
        throw refuse(override.text, `${pathText(override.path.slice(0, depth))} has items 0 to ${parent.length - 1} (found "${part}").`);
      }
      if (depth === override.path.length - 1) {
        parent[part] = override.value;
        return;
      }
      const next = Object.hasOwn(parent, part) ? parent[part] : undefined;
      const child = next ?? (Object.create(null) as Record<string, unknown>);
      if (typeof child !== 'object') {
        throw refuse(override.text, `${pathText(override.path.slice(0, depth + 1))} is one value and has no keys.`);
      }
      parent[part] = child;
      parent = child as Record<string | number, unknown>;
    });
  }
}

/** Returns the span of the override that set a path, or `undefined` where the file spoke. */
export function spanOfOverride(overrides: readonly Override[], path: Path): Span | undefined {
  const name = path.join('.');
  const setter = overrides.findLast(({ path: own }) => name === own.join('.') || name.startsWith(`${own.join('.')}.`));
  if (!setter) return undefined;
  const column = setter.text.indexOf('=') + 2;
  return {
    place: { file: OVERRIDE_PLACE, line: 1, column },
    frame: setter.text,
    width: Math.max(1, setter.text.length - column + 1),
  };
}

function partOf(part: string): string | number {
  return /^(0|[1-9]\d{0,8})$/.test(part) ? Number(part) : part;
}

function refuse(text: string, message: string): HivetapeError {
  return new HivetapeError('scenario-override', message, {
    place: { file: OVERRIDE_PLACE, line: 1, column: 1 },
    help: 'Write --set agents.trend.options.fastBars=10.',
    values: { frame: text, width: text.length },
  });
}
