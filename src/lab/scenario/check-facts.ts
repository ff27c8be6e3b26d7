/** Whether what a scenario says of figures beside the prices can be: above all, that it says when they could be known. */
import { pathText, type Path, type Report } from './scenario-problem.js';
import type { Scenario } from './scenario-schema.js';

export function checkFacts({ facts = [] }: Pick<Scenario, 'facts'>, report: Report): void {
  const figures = new Map<string, number>();
  facts.forEach(({ availableAt, about, delay, subject, subjects, figures: own }, index) => {
    const path: Path = ['facts', index];
    if (availableAt === undefined && (about === undefined || delay === undefined)) {
      const message = `${pathText(path)} does not say when its figures could be known.`;
      report({ code: 'scenario-contradiction', path: [...path, about === undefined ? 'figures' : 'about'], blames: 'key', message, help: 'Say availableAt, the column of that instant; or about with a delay, as 45d.' });
    }
    if (subjects !== undefined && subject === undefined) {
      report({ code: 'scenario-contradiction', path: [...path, 'subjects'], blames: 'key', message: `${pathText(path)}.subjects chooses among subjects, and no column tells them: say subject.` });
    }
    for (const figure of Object.keys(own)) {
      const earlier = figures.get(figure);
      if (earlier === undefined) figures.set(figure, index);
      else report({ code: 'scenario-contradiction', path: [...path, 'figures', figure], blames: 'key', message: `A figure stands once under facts ("${figure}" is in facts[${earlier}] and facts[${index}]).` });
    }
  });
}
