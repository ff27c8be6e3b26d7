/**
 * The laws of money: the venue's books are at every event what the fills come to, added up by somebody
 * else; and once everything is healed, so are the books of every agent that keeps some.
 */
import type { AgentId } from '../../../core/brand.js';
import type { EventType } from '../../../domain/catalogue.js';
import { foldBooks, emptyBooks, type TrueBooks } from '../../../domain/invariants/true-books.js';
import { invariant, type Authorities, type Invariant, type World } from '../../../domain/invariants/invariant.js';
import { checkConservation } from '../../../portfolio/conservation.js';
import type { Ledger } from '../../../portfolio/ledger.js';

interface Audit {
  readonly books: TrueBooks;
  /** Whether a fill was recorded since the venue's books were looked at. */
  isDue: boolean;
}

/** Everything that changes the books but the opening and the marks. */
const movesMoney: ReadonlySet<EventType> = new Set<EventType>(['OrderFilled', 'CashFlowBooked', 'PositionSplit', 'PositionSettled', 'PositionClosedOut', 'CurrencyExchanged', 'InterestBooked']);

/** I01, I02, I08: one event after each fill, for by then the venue has taken in its own word. */
export function venueBooksAreTrue(authorities: Authorities): Invariant {
  const { venue } = authorities;
  return invariant<Audit>({
    id: 'I01',
    law: 'The venue’s cash and holdings are what all fills and fees come to, to the last unit.',
    initial: () => ({ books: emptyBooks(), isDue: false }),
    check(event, audit, world) {
      const found = audit.isDue ? problemOf(venue, world, audit.books) : undefined;
      foldBooks(audit.books, event, authorities);
      audit.isDue = movesMoney.has(event.type);
      return found;
    },
  });
}

/** I20 and I36: repeated, late and lost messages leave no trace in the books. */
export function allBooksAgree(authorities: Authorities): Invariant {
  return invariant<TrueBooks>({
    id: 'I36',
    law: 'When all faults are healed, the books of every agent are those of the venue.',
    initial: emptyBooks,
    check(event, books) {
      foldBooks(books, event, authorities);
      return undefined;
    },
    settled(books, world) {
      for (const agent of world.agents) {
        const found = problemOf(agent, world, books);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  });
}

/** Returns what is wrong with the ledger in an agent's state, if it keeps one. */
function problemOf(agent: AgentId, world: World, books: TrueBooks): string | undefined {
  const ledger = ledgerOf(world.stateOf(agent));
  if (ledger === undefined || ledger.base < 0) return undefined;
  for (const { currency, cashMicros } of ledger.accounts) {
    const expected = books.cash.get(currency) ?? 0n;
    if (BigInt(cashMicros) !== expected) return `${agent} has ${cashMicros} micros of ${currency}, and the fills come to ${expected}`;
  }
  for (const { instrument, lots } of ledger.positions) {
    const expected = books.lots.get(instrument.id) ?? 0;
    if (lots !== expected) return `${agent} holds ${lots} lots of ${instrument.id}, and the fills come to ${expected}`;
  }
  const [broken] = checkConservation(ledger);
  return broken === undefined ? undefined : `${agent} breaks ${broken.law} for ${broken.place}: expected ${broken.expected}, found ${broken.found}`;
}

function ledgerOf(state: unknown): Ledger | undefined {
  if (typeof state !== 'object' || state === null || !('ledger' in state)) return undefined;
  const ledger = state.ledger as Partial<Ledger> | undefined;
  return Array.isArray(ledger?.accounts) && Array.isArray(ledger.positions) ? (ledger as Ledger) : undefined;
}
