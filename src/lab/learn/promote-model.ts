/**
 * Takes a model into a scenario: one more agent that asks it, and in a council a share of the say that the
 * members so far give up in proportion. The comments of the file stay where they are.
 */
import { parse, parseDocument, stringify, type Document } from 'yaml';
import { HivetapeError } from '../../core/errors.js';
import type { ModelCard } from './model-card.js';

export interface Promotion {
  /** Name of the new agent. */
  readonly agent: string;
  readonly mode: 'vote' | 'shadow';
  /** Share of the council's say, above 0 and below 1; absent: it has none. */
  readonly share?: number;
}

interface CouncilPlace {
  readonly name: string;
  readonly members: Readonly<Record<string, number>>;
}

/** Returns what the agent is in a scenario, as plain data. */
export function agentSectionOf({ model, dataOptions }: Pick<ModelCard, 'model' | 'dataOptions'>, { mode }: Promotion): object {
  const { instruments, peer } = dataOptions;
  return { kind: 'pattern', options: { models: [model], mode, ...(peer === '' ? {} : { peer }), ...(instruments.length === 0 ? {} : { instruments }) } };
}

/** Returns the lines that a person would add to a scenario. */
export function promotionSnippet(card: ModelCard, promotion: Promotion): string {
  return stringify({ agents: { [promotion.agent]: agentSectionOf(card, promotion) } });
}

/**
 * Returns the text of the scenario with the agent in it. An agent of that name is replaced if it is a pattern
 * agent too. Throws `scenario-contradiction` where the name is taken, or there is no council to give a share in.
 */
export function promotedScenario(text: string, card: ModelCard, promotion: Promotion): string {
  const document = parseDocument(text);
  const taken: unknown = document.getIn(['agents', promotion.agent, 'kind']);
  if (document.hasIn(['agents', promotion.agent]) && taken !== 'pattern') throw refuse(`The scenario has no other agent "${promotion.agent}" (found one of kind ${String(taken)}).`, 'Choose another name with --agent.');
  document.setIn(['agents', promotion.agent], document.createNode(agentSectionOf(card, promotion)));
  if (promotion.share !== undefined) giveShare(document, text, promotion.agent, promotion.share);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function giveShare(document: Document, text: string, agent: string, share: number): void {
  const council = councilIn(text);
  if (council === undefined) throw refuse('A share is given in a council (found none in the scenario).', 'Leave out the share, or add a council.');
  const { [agent]: _, ...others } = council.members;
  const sum = Object.values(others).reduce((total, weight) => total + weight, 0);
  const place = ['agents', council.name, 'options', 'members'];
  for (const [name, weight] of Object.entries(others)) document.setIn([...place, name], rounded((weight / sum) * (1 - share)));
  document.setIn([...place, agent], rounded(share));
}

function councilIn(text: string): CouncilPlace | undefined {
  const scenario = parse(text) as { readonly agents?: Readonly<Record<string, { readonly kind?: string; readonly options?: { readonly members?: CouncilPlace['members'] } }>> };
  const found = Object.entries(scenario.agents ?? {}).find(([, { kind }]) => kind === 'council');
  return found === undefined ? undefined : { name: found[0], members: found[1].options?.members ?? {} };
}

/** Weights as a person writes them; a council lets their sum be off by a millionth. */
function rounded(weight: number): number {
  return Number(weight.toFixed(8));
}

function refuse(message: string, help: string): HivetapeError {
  return new HivetapeError('scenario-contradiction', message, { help });
}
