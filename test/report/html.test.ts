import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, html, jsonElement, textOf, visible } from '../../src/report/html.js';
import { hostileStrings } from './hostile-strings.js';

describe('text put into a template', () => {
  test('never holds a character that could begin markup or end an attribute', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"'`]/);
      expect(escapeHtml(text)).not.toMatch(/&(?!(amp|lt|gt|quot|#39|#96);)/);
    }));
  });

  test('is escaped in text, in attributes and in lists, while templates nest', () => {
    const inner = html`<b title="${'"x"'}">${'<i>'}</b>`;
    expect(textOf(html`<p>${inner}${['&', html`<br>`]}</p>`)).toBe('<p><b title="&quot;x&quot;">&lt;i&gt;</b>&amp;<br></p>');
  });

  test('stays itself for every hostile string, but for marks that cannot be seen', () => {
    const unescaped = (text: string): string =>
      text.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' })[name] ?? '');
    for (const text of hostileStrings) expect(unescaped(escapeHtml(text))).toBe(visible(text));
  });

  test('shows a lone surrogate, a control character or a change of direction as a replacement mark', () => {
    expect(visible('a\ud800b\u0000c\u202ed')).toBe('a\ufffdb\ufffdc\ufffdd');
  });
});

describe('embedded data', () => {
  test('comes back as it went in, and never ends its element', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const text = textOf(jsonElement('data', value));
      const inside = text.slice(text.indexOf('>') + 1, text.lastIndexOf('<'));
      expect(inside).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(inside)).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });
});
