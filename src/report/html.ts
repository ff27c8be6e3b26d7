/**
 * HTML that is escaped by construction: whatever is put into an `html` template is text, unless it is
 * itself the result of such a template. The type of safe HTML cannot be made anywhere else.
 */

const markup = Symbol('safe markup');

/** Markup that holds no unescaped foreign text. */
export interface SafeHtml {
  readonly [markup]: string;
}

export type HtmlPart = SafeHtml | string | number | undefined | readonly HtmlPart[];

/** Returns the template with every part escaped, in text and in quoted attributes alike; lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): SafeHtml {
  let out = strings[0];
  parts.forEach((part, index) => {
    out += markupOf(part) + strings[index + 1];
  });
  return { [markup]: out };
}

/** Returns constants of ours (the style sheet, the scripts) as they are. Never call it with anything from a run. */
export function ourOwn(text: string): SafeHtml {
  return { [markup]: text };
}

export const NOTHING: SafeHtml = ourOwn('');

export function textOf(html: SafeHtml): string {
  return html[markup];
}

/** Returns an inert data element. Its text can neither end the element nor begin a comment. */
export function jsonElement(id: string, value: unknown): SafeHtml {
  const text = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return html`<script type="application/json" id="${id}">${ourOwn(text)}</script>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Returns text that shows itself: markup as characters; control and text-direction characters as a replacement mark. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (char) => entities[char] ?? char);
}

/** Returns the text without what could change how its surroundings are shown. */
export function visible(text: string): string {
  // Control characters but tab and line feed; direction marks, embeddings, overrides and isolates.
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if (isList(part)) return part.map(markupOf).join('');
  return part[markup];
}

function isList(part: SafeHtml | readonly HtmlPart[]): part is readonly HtmlPart[] {
  return Array.isArray(part);
}
