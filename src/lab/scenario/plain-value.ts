/**
 * From the syntax tree of a YAML document to plain data. Walks by itself instead of taking the
 * library's word, to have the place of every part and to refuse what could do harm: tags, `__proto__`,
 * bombs of aliases, numbers that a double cannot hold.
 */
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from 'yaml';
import { NESTING_MAX } from './nesting.js';
import type { Path, Problem } from './scenario-problem.js';
import type { SourceMap, Stretch } from './source-map.js';

export interface PlainValue {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

interface Walk {
  readonly document: Document;
  readonly source: SourceMap;
  readonly problems: Problem[];
  readonly notes: string[];
  nodes: number;
}

const NODES_MAX = 50_000;
export const forbiddenKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

export function plainValue(document: Document, source: SourceMap): PlainValue {
  const walk: Walk = { document, source, problems: [], notes: [], nodes: 0 };
  const { contents } = document;
  const value = contents === null ? undefined : valueOf(walk, contents as Node, [], undefined);
  return { value, problems: walk.problems, notes: walk.notes };
}

function valueOf(walk: Walk, node: Node | null, path: Path, alias: Stretch | undefined): unknown {
  const stretch = alias ?? stretchOf(node);
  if (++walk.nodes > NODES_MAX || path.length > NESTING_MAX) {
    refuseBulk(walk, path);
    return undefined;
  }
  if (node === null) return null;
  if (isAlias(node)) return valueOf(walk, node.resolve(walk.document) ?? null, path, stretch);
  if (node.tag !== undefined) {
    refuseTag(walk, path, node.tag);
    return undefined;
  }
  if (isMap(node)) return objectOf(walk, node, path, alias);
  if (isSeq(node)) return node.items.map((item, index) => childOf(walk, item as Node | null, [...path, index], alias));
  if (isScalar(node)) return scalarOf(walk, node.value, node.source, path);
  return undefined;
}

function childOf(walk: Walk, node: Node | null, path: Path, alias: Stretch | undefined): unknown {
  walk.source.note(path, undefined, alias ?? stretchOf(node));
  return valueOf(walk, node, path, alias);
}

function objectOf(walk: Walk, map: YAMLMap, path: Path, alias: Stretch | undefined): Record<string, unknown> {
  const result = Object.create(null) as Record<string, unknown>;
  const seen = new Map<string, Stretch>();
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    const key = keyOf(pair);
    const keyStretch = stretchOf(pair.key);
    const childPath = [...path, key];
    const earlier = seen.get(key);
    if (earlier) {
      refuseDuplicate(walk, childPath, [earlier, keyStretch]);
      continue;
    }
    seen.set(key, keyStretch);
    walk.source.note(childPath, alias ?? keyStretch, alias ?? (pair.value === null ? keyStretch : stretchOf(pair.value)));
    if (forbiddenKeys.includes(key)) refuseKey(walk, childPath, key);
    else result[key] = valueOf(walk, pair.value, childPath, alias);
  }
  return result;
}

function keyOf({ key }: Pair<Node, Node | null>): string {
  if (isScalar(key)) return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
  return String(key);
}

function scalarOf(walk: Walk, value: unknown, written: string | undefined, path: Path): unknown {
  if (typeof value !== 'number') return value;
  const source = written ?? String(value);
  if (!Number.isFinite(value) || (/^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value))) {
    walk.problems.push({
      code: 'scenario-number',
      path,
      message: `A number is finite and exact (found ${source}, which would be read as ${String(value)}).`,
    });
    return undefined;
  }
  const isSurprising = Object.is(value, -0) || (value === 0 && /[1-9]/.test(source.split(/e/i)[0] ?? '')) || /^[-+]?0[0-9ox]/.test(source);
  const plain = value === 0 ? 0 : value;
  if (isSurprising) walk.notes.push(`${path.join('.')}: ${source} was read as the number ${plain}.`);
  return plain;
}

function refuseBulk(walk: Walk, path: Path): void {
  if (walk.problems.some(({ code }) => code === 'scenario-too-large')) return;
  walk.problems.push({
    code: 'scenario-too-large',
    path: path.slice(0, 8),
    blames: 'key',
    message: `A scenario nests at most ${NESTING_MAX} levels and has at most ${NODES_MAX} values, aliases counted each time.`,
  });
}

function refuseDuplicate(walk: Walk, path: Path, [first, second]: readonly [Stretch, Stretch]): void {
  walk.source.note(path, second, second);
  const lines = [first, second].map((stretch) => walk.source.spanAt(stretch).place.line);
  walk.problems.push({
    code: 'scenario-duplicate-key',
    path,
    blames: 'key',
    message: `A key stands once ("${String(path.at(-1))}" stands on line ${lines[0]} and on line ${lines[1]}).`,
  });
}

function refuseKey(walk: Walk, path: Path, key: string): void {
  walk.problems.push({
    code: 'scenario-forbidden-key',
    path,
    blames: 'key',
    message: `A key must not be the name of a part of every object (found "${key}").`,
  });
}

function refuseTag(walk: Walk, path: Path, tag: string): void {
  walk.problems.push({
    code: 'scenario-tag',
    path,
    message: `A scenario is plain data without tags (found "${tag}").`,
    help: 'Leave the tag away; write text in quotes.',
  });
}

function stretchOf(node: Node | null): Stretch {
  const range = node?.range;
  return range ? [range[0], range[1]] : [0, 0];
}
