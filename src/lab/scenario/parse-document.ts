/**
 * From the text of a YAML or JSON file to a plain value and its places. YAML 1.2 core schema: no tags,
 * one document, few aliases. Text that is no YAML is thrown as errors with line and column.
 */
import { LineCounter, parseDocument as parseYaml, type YAMLError } from 'yaml';
import { HivetapeError } from '../../core/errors.js';
import { NESTING_PARSED_MAX, nestingBound } from './nesting.js';
import { plainValue } from './plain-value.js';
import { errorOf, PROBLEMS_MAX, type Problem } from './scenario-problem.js';
import { SourceMap } from './source-map.js';

export interface ParsedDocument {
  /** Objects without a prototype, arrays, strings, finite numbers, booleans, null. */
  readonly value: unknown;
  readonly source: SourceMap;
  /** What is wrong beyond syntax: duplicate keys, tags, numbers that no double holds. */
  readonly problems: readonly Problem[];
  /** How something surprising was read. */
  readonly notes: readonly string[];
}

export const TEXT_LENGTH_MAX = 1_048_576;

/** Returns the value of a text and where its parts stand. Throws `scenario-syntax`, `scenario-too-large`. */
export function parseDocument(given: string, file: string): ParsedDocument {
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
  if (text.length > TEXT_LENGTH_MAX) throw tooLarge(file, `it has ${text.length} characters, at most ${TEXT_LENGTH_MAX} are read`);
  if (nestingBound(text) > NESTING_PARSED_MAX) throw tooLarge(file, 'it nests hundreds of levels deep, at most 64 are read');
  const isJson = file.toLowerCase().endsWith('.json');
  if (isJson) checkJson(text, file);

  const source = new SourceMap(file, text);
  const lineCounter = new LineCounter();
  // JSON may be indented with tabs, YAML may not; one blank each keeps the columns.
  const document = parseYaml(isJson ? text.replaceAll('\t', ' ') : text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter,
  });
  if (document.errors.length > 0) throw syntaxErrors(document.errors, source);
  return { ...plainValue(document, source), source };
}

function syntaxErrors(errors: readonly YAMLError[], source: SourceMap): HivetapeError {
  // Only the first error is sure: the rest follows from it. Tabs are mended in one go.
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  const sure = tabs.length > 0 ? tabs : errors.slice(0, 1);
  const singles = sure.slice(0, PROBLEMS_MAX).map((error) => {
    const { place, frame } = source.spanAt(error.pos);
    return new HivetapeError('scenario-syntax', sentenceOf(error), {
      place,
      values: { frame, width: 1 },
      ...helpFor(error),
    });
  });
  const [first, ...others] = singles;
  if (!first) return errorOf([], source.spanOf);
  return new HivetapeError(first.code, first.message, { ...first.details, others });
}

function sentenceOf(error: YAMLError): string {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'YAML is indented with spaces, not with tabs.';
    case 'MULTIPLE_DOCS':
      return 'A scenario is one YAML document (found a second one after "---").';
    default:
      return `The text is not valid YAML: ${error.message.split('\n')[0] ?? error.code}`;
  }
}

function helpFor(error: YAMLError): { help?: string } {
  if (error.code === 'TAB_AS_INDENT') return { help: 'Put two spaces for each tab.' };
  if (error.code === 'MULTIPLE_DOCS') return { help: 'Put each scenario into a file of its own.' };
  return {};
}

function checkJson(text: string, file: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const found = /position (\d+)/.exec(message)?.[1];
    const at = found === undefined ? text.length : Number(found);
    const { place, frame } = new SourceMap(file, text).spanAt([at, at + 1]);
    throw new HivetapeError('scenario-syntax', `The text is not valid JSON: ${message}`, {
      place,
      help: 'JSON knows no comments and no comma after the last item. Name the file .yaml to have both.',
      values: { frame, width: 1 },
    });
  }
}

function tooLarge(file: string, why: string): HivetapeError {
  return new HivetapeError('scenario-too-large', `A scenario is a small file: ${why}.`, { place: { file } });
}
