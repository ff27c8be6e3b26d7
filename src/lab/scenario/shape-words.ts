/** Says in words what a schema wants and what a value is, for messages about scenarios. */
import type { Path } from './scenario-problem.js';

/** The part of JSON Schema that our schemas use; TypeBox writes exactly this. */
export interface ShapeSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly ShapeSchema[];
  readonly properties?: Readonly<Record<string, ShapeSchema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, ShapeSchema>>;
  readonly additionalProperties?: boolean | ShapeSchema;
  readonly items?: ShapeSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  /** What a text of this pattern is, in words. */
  readonly 'x-expected'?: string;
  /** What the root of a document is called, where it is no scenario. */
  readonly 'x-noun'?: string;
  /** What a text names, where it must be there: `agent`, or `agent-or-all` where `*` is everybody. */
  readonly 'x-names'?: string;
  /** What the keys of a table name, where it must be there: `agent`. */
  readonly 'x-keys'?: string;
  /** For a text that names a file beside the scenario: the option that what the file says is put into. */
  readonly 'x-fills'?: string;
}

/** Returns what must stand there: "a whole number from 1 to 10". */
export function wanted(schema: ShapeSchema): string {
  if (schema['x-expected'] !== undefined) return schema['x-expected'];
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const words = choicesOf(schema);
  if (words) return `one of ${words.map(String).join(', ')}`;
  if (schema.anyOf) return [...new Set(schema.anyOf.map(wanted))].join(' or ');
  switch (schema.type) {
    case 'integer':
      return `a whole number${rangeText(schema)}`;
    case 'number':
      return `a number${rangeText(schema)}`;
    case 'string':
      return `a text${lengthText(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a set of keys';
    default:
      return 'a value';
  }
}

/** Returns what stands there: `the text "10"`, `1.5`, `a list`. */
export function found(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a set of keys';
  return String(value);
}

/** Returns one sentence that may help somebody who wrote `value` where `schema` stands. */
export function hintFor(schema: ShapeSchema, value: unknown, path: Path): string | undefined {
  const key = String(path.at(-1) ?? '');
  if (value === null) return `Give "${key}" a value, or leave the key away.`;
  if (typeof value !== 'string') return undefined;
  const isNumeric = schema.type === 'number' || schema.type === 'integer';
  if (isNumeric && /^[-+]?[\d_]+(\.\d+)?$/.test(value) && value.includes('_')) {
    return `YAML 1.2 numbers have no "_": write ${value.replaceAll('_', '')}.`;
  }
  if (isNumeric && value.trim() !== '' && Number.isFinite(Number(value))) return `Leave the quotes away: ${value.trim()}.`;
  if (isNumeric && /^[-+]?[\d.]+ ?%$/.test(value)) return 'Ratios are fractions: write 0.05 for 5 %.';
  if (isNumeric && /^\d+(:\d+)+$/.test(value)) return 'YAML 1.2 reads 1:30 as text; write one number.';
  if (schema.type === 'boolean' && /^(y|yes|no|n|on|off)$/i.test(value)) {
    return 'YAML 1.2 reads yes, no, on and off as text: write true or false.';
  }
  return undefined;
}

/** Returns the words of a union of literals, or `undefined` for any other schema. */
export function choicesOf(schema: ShapeSchema): readonly unknown[] | undefined {
  if (schema.enum) return schema.enum;
  if (!schema.anyOf?.every((member) => member.const !== undefined)) return undefined;
  return schema.anyOf.map((member) => member.const);
}

function rangeText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: ShapeSchema): string {
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  const parts: string[] = [];
  if (low !== undefined) parts.push(`${low} or more`);
  if (exclusiveMinimum !== undefined) parts.push(`more than ${exclusiveMinimum}`);
  if (high !== undefined) parts.push(`at most ${high}`);
  if (exclusiveMaximum !== undefined) parts.push(`less than ${exclusiveMaximum}`);
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`;
}

function lengthText({ minLength, maxLength }: ShapeSchema): string {
  if (maxLength !== undefined) return ` of ${minLength ?? 0} to ${maxLength} letters`;
  return minLength === undefined ? '' : ` of ${minLength} letters or more`;
}
