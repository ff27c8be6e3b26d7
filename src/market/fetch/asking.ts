/**
 * Asks an exchange with the patience it wants: never faster than it allows, again when it was busy or gave
 * no answer, and not again when it refused. Waiting is a port, so that tests wait no time at all.
 */
import { HivetapeError } from '../../core/errors.js';
import type { ExchangeAnswer, ExchangeClient, ExchangeTrouble } from '../../host/exchange-client.js';

/** The wall clock of whoever waits. */
export interface Patience {
  nowMs(): number;
  waitMs(ms: number): Promise<void>;
}

export interface Asking {
  /** Questions so far, the repeated ones too. */
  readonly questions: number;
  /** Answers that had to be asked for again. */
  readonly repeats: number;
  /** Returns the value. Throws `exchange-unreachable`, `exchange-refused`. */
  ask<Value>(question: (client: ExchangeClient) => Promise<ExchangeAnswer<Value>>): Promise<Value>;
}

/** Failures in a row after which a question is given up. */
export const ATTEMPTS_MAX = 8;
const BACKOFF_MS_FIRST = 1_000;
const BACKOFF_MS_MAX = 60_000;
/** An exchange that wants more than that has banned us; a person should know. */
const RETRY_AFTER_MS_MAX = 600_000;

export function startAsking(client: ExchangeClient, patience: Patience): Asking {
  return new PatientAsking(client, patience);
}

/** A resource: when the last question was asked. */
class PatientAsking implements Asking {
  questions = 0;
  repeats = 0;
  private nextAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly client: ExchangeClient,
    private readonly patience: Patience,
  ) {}

  async ask<Value>(question: (client: ExchangeClient) => Promise<ExchangeAnswer<Value>>): Promise<Value> {
    for (let attempt = 1; ; attempt += 1) {
      await this.keepPace();
      this.questions += 1;
      const answer = await question(this.client);
      if ('value' in answer) return answer.value;
      const { trouble } = answer;
      if (trouble.kind === 'refused') throw this.refused(trouble);
      const waitMs = waitMsAfter(trouble, attempt);
      if (attempt === ATTEMPTS_MAX || waitMs > RETRY_AFTER_MS_MAX) throw this.unreachable(trouble, attempt);
      this.repeats += 1;
      await this.patience.waitMs(waitMs);
    }
  }

  private async keepPace(): Promise<void> {
    const now = this.patience.nowMs();
    // A wall clock may be set back: then the pause is kept once more, and never longer than one pause.
    const missing = Math.min(this.nextAtMs - now, this.client.pauseMs);
    if (missing > 0) await this.patience.waitMs(missing);
    this.nextAtMs = this.patience.nowMs() + this.client.pauseMs;
  }

  private unreachable({ kind, message }: ExchangeTrouble, attempts: number): HivetapeError {
    const { exchange } = this.client;
    const asked = kind === 'busy' ? 'asks for patience' : 'gave no answer that can be read';
    return new HivetapeError('exchange-unreachable', `The exchange ${exchange} answers within ${ATTEMPTS_MAX} questions (it ${asked} after ${attempts}: ${message}).`, {
      help: 'What was fetched is kept. Say the same again later: it goes on there.',
      values: { exchange, attempts },
    });
  }

  private refused({ message }: ExchangeTrouble): HivetapeError {
    const { exchange } = this.client;
    return new HivetapeError('exchange-refused', `The exchange ${exchange} answers what it is asked (it refused: ${message}).`, { values: { exchange } });
  }
}

/** What the exchange says it wants counts; else twice as long each time. */
function waitMsAfter({ retryAfterMs }: ExchangeTrouble, attempt: number): number {
  return retryAfterMs ?? Math.min(BACKOFF_MS_MAX, BACKOFF_MS_FIRST * (1 << (attempt - 1)));
}
