/**
 * Checks a plain value against a schema and fills in its defaults, in one walk. All problems are
 * reported, each with its path; nothing is coerced; every object is closed, so that a misspelt key is
 * found. Own walker instead of the library's, for the sake of messages a person can act on.
 */
import type { TSchema } from '@sinclair/typebox';
import { nearestWord } from '../../core/nearest-word.js';
import { forbiddenKeys } from './plain-value.js';
import { pathText, type Path, type Problem, type Report } from './scenario-problem.js';
import { choicesOf, found, hintFor, wanted, type ShapeSchema } from './shape-words.js';

/** Returns the value with defaults filled in, as ordinary objects; reports what breaks the schema. */
export function checkShape(schema: TSchema, value: unknown, path: Path, report: Report): unknown {
  return shapeOf(schema as ShapeSchema, value, path, report);
}

function shapeOf(schema: ShapeSchema, value: unknown, path: Path, report: Report): unknown {
  if (choicesOf(schema)) return checkChoice(schema, value, path, report);
  if (schema.anyOf) return checkUnion(schema, value, path, report);
  if (schema.const !== undefined) return value === schema.const ? value : refuse(schema, value, path, report);
  switch (schema.type) {
    case 'object':
      return isObject(value) ? checkObject(schema, value, path, report) : refuse(schema, value, path, report);
    case 'array':
      return Array.isArray(value) ? checkArray(schema, value, path, report) : refuse(schema, value, path, report);
    case undefined:
      return plainCopy(value);
    default:
      return isScalarOf(schema, value) ? value : refuse(schema, value, path, report);
  }
}

function checkObject(schema: ShapeSchema, value: Record<string, unknown>, path: Path, report: Report): unknown {
  const result: Record<string, unknown> = {};
  const properties = schema.properties ?? {};
  for (const [key, property] of Object.entries(properties)) {
    const childPath = [...path, key];
    if (!Object.hasOwn(value, key)) {
      if (property.default !== undefined) result[key] = shapeOf(property, structuredClone(property.default), childPath, report);
      else if (schema.required?.includes(key) === true) report(missing(property, childPath));
    } else if (value[key] !== undefined) {
      result[key] = shapeOf(property, value[key], childPath, report);
    }
  }
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(properties, key)) continue;
    const rest = restSchema(schema, key);
    if (forbiddenKeys.includes(key) || rest === undefined) report(unknownKey(schema, key, path));
    else if (value[key] !== undefined) result[key] = shapeOf(rest, value[key], [...path, key], report);
  }
  checkCount(schema, Object.keys(value).length, path, report);
  return result;
}

/** Returns the schema of keys that are not named one by one, or `undefined` where there are none. */
function restSchema(schema: ShapeSchema, key: string): ShapeSchema | undefined {
  for (const [pattern, property] of Object.entries(schema.patternProperties ?? {})) {
    if (new RegExp(pattern, 'u').test(key)) return property;
  }
  const { additionalProperties } = schema;
  if (typeof additionalProperties === 'object') return additionalProperties;
  const isOpen = additionalProperties === true || (schema.properties === undefined && schema.patternProperties === undefined);
  return isOpen ? {} : undefined;
}

function checkArray(schema: ShapeSchema, value: readonly unknown[], path: Path, report: Report): unknown {
  const { items, minItems = 0, maxItems = Number.MAX_SAFE_INTEGER } = schema;
  if (value.length < minItems || value.length > maxItems) {
    const count = maxItems === Number.MAX_SAFE_INTEGER ? `at least ${minItems}` : `${minItems} to ${maxItems}`;
    report(problem(path, `${pathText(path)} must have ${count} items (found ${value.length}).`));
  }
  return value.map((item, index) => shapeOf(items ?? {}, item, [...path, index], report));
}

function checkCount(schema: ShapeSchema, count: number, path: Path, report: Report): void {
  const { minProperties = 0, maxProperties = Number.MAX_SAFE_INTEGER } = schema;
  if (count < minProperties) report(problem(path, `${pathText(path)} must have ${minProperties} keys or more (found ${count}).`));
  if (count > maxProperties) report(problem(path, `${pathText(path)} must have ${maxProperties} keys at most (found ${count}).`));
}

function checkChoice(schema: ShapeSchema, value: unknown, path: Path, report: Report): unknown {
  const words = choicesOf(schema) ?? [];
  if (words.includes(value)) return value;
  const near = typeof value === 'string' ? nearestWord(value, words.map(String)) : undefined;
  report(problem(path, mustBe(schema, value, path), near === undefined ? undefined : `Did you mean "${near}"?`));
  return value;
}

/** Takes the first member that fits; else the member that was most likely meant tells what is wrong. */
function checkUnion(schema: ShapeSchema, value: unknown, path: Path, report: Report): unknown {
  const attempts = (schema.anyOf ?? []).map((member) => {
    const problems: Problem[] = [];
    return { member, problems, result: shapeOf(member, value, path, (each) => problems.push(each)) };
  });
  const fitting = attempts.find(({ problems }) => problems.length === 0);
  if (fitting) return fitting.result;
  const meant = attempts.filter(({ member }) => isMeant(member, value));
  const tag = isObject(value) ? tagOf(schema) : undefined;
  if (meant.length === 0 && tag !== undefined) return refuseTag(tag, value as Record<string, unknown>, path, report);
  if (meant.length !== 1) return refuse(schema, value, path, report);
  for (const each of meant[0]?.problems ?? []) report(each);
  return value;
}

function isMeant(member: ShapeSchema, value: unknown): boolean {
  if (Array.isArray(value)) return member.type === 'array';
  if (!isObject(value)) return member.type === typeof value || (member.type === 'integer' && typeof value === 'number');
  if (member.type !== 'object') return false;
  const fixed = Object.entries(member.properties ?? {}).filter(([, property]) => property.const !== undefined);
  return fixed.every(([key, property]) => value[key] === property.const);
}

interface Tag {
  readonly key: string;
  readonly schema: ShapeSchema;
}

/** Returns the key that tells the members of a union apart, if all that are objects have one. */
function tagOf({ anyOf = [] }: ShapeSchema): Tag | undefined {
  const members = anyOf.filter(({ type }) => type === 'object').map(({ properties = {} }) => properties);
  const key = Object.keys(members[0] ?? {}).find((name) => members.every((properties) => properties[name]?.const !== undefined));
  return key === undefined || members.length < 2 ? undefined : { key, schema: { enum: members.map((properties) => properties[key]?.const) } };
}

function refuseTag({ key, schema }: Tag, value: Record<string, unknown>, path: Path, report: Report): unknown {
  if (Object.hasOwn(value, key)) checkChoice(schema, value[key], [...path, key], report);
  else report(missing(schema, [...path, key]));
  return value;
}

function isScalarOf(schema: ShapeSchema, value: unknown): boolean {
  if (schema.type === 'string') return typeof value === 'string' && isTextOf(schema, value);
  if (schema.type === 'boolean') return typeof value === 'boolean';
  if (schema.type === 'null') return value === null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (schema.type === 'integer' && !Number.isSafeInteger(value)) return false;
  return (
    value >= (schema.minimum ?? -Infinity) &&
    value <= (schema.maximum ?? Infinity) &&
    (schema.exclusiveMinimum === undefined || value > schema.exclusiveMinimum) &&
    (schema.exclusiveMaximum === undefined || value < schema.exclusiveMaximum)
  );
}

function isTextOf({ minLength = 0, maxLength = Number.MAX_SAFE_INTEGER, pattern }: ShapeSchema, value: string): boolean {
  if (value.length < minLength || value.length > maxLength || !value.isWellFormed()) return false;
  return pattern === undefined || new RegExp(pattern, 'u').test(value);
}

function refuse(schema: ShapeSchema, value: unknown, path: Path, report: Report): unknown {
  report(problem(path, mustBe(schema, value, path), hintFor(schema, value, path) ?? exampleOf(schema)));
  return value;
}

/** An example says more than a rule, where the schema has one. */
function exampleOf({ examples, ...schema }: ShapeSchema): string | undefined {
  return examples === undefined || schema.type === 'string' ? undefined : `For example: ${String(examples[0])}.`;
}

function mustBe(schema: ShapeSchema, value: unknown, path: Path): string {
  return `${nameOf(schema, path)} must be ${wanted(schema)} (found ${found(value)}).`;
}

function missing(schema: ShapeSchema, path: Path): Problem {
  const message = `${pathText(path)} is missing: it must be ${wanted(schema)}.`;
  return { code: 'scenario-missing-key', path, message, ...(schema.description === undefined ? {} : { help: schema.description }) };
}

function unknownKey(schema: ShapeSchema, key: string, path: Path): Problem {
  const keys = Object.keys(schema.properties ?? {});
  const near = nearestWord(key, keys);
  const message = `${nameOf(schema, path)} has no key "${key.slice(0, 60)}".`;
  const expected = schema.patternProperties === undefined ? undefined : `A name here must match ${Object.keys(schema.patternProperties).join(' or ')}.`;
  const help = near === undefined ? (expected ?? `Its keys are: ${keys.join(', ') || 'none'}.`) : `Did you mean "${near}"?`;
  return { code: 'scenario-unknown-key', path: [...path, key], blames: 'key', message, help };
}

function problem(path: Path, message: string, help?: string): Problem {
  return { code: 'scenario-invalid', path, message, ...(help === undefined ? {} : { help }) };
}

/** Copies free data into ordinary objects. */
function plainCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainCopy);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainCopy(item)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns what a message calls a value: its path, and the whole file by what it is. */
function nameOf(schema: ShapeSchema, path: Path): string {
  return path.length === 0 ? (schema['x-noun'] ?? 'A scenario') : pathText(path);
}
