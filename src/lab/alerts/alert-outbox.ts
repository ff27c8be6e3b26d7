/**
 * Carries alerts out of a run while it is made. It hears what is written to the log for the first time, and of
 * nothing else: what a resumed run decides again was sent when it was decided first, and a rerun, a replay or a
 * fork's shared past writes nothing. Nothing goes out before the log holds it for good.
 */
import type { Recorded } from '../../core/event.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Journal } from '../../kernel/recorder.js';
import type { RunWriter } from '../../store/run-store.js';
import { noticeOf, type AlertNotice, type AlertSink } from './alert-notice.js';

export interface AlertOutbox {
  /** Writes what the journal writes, and keeps the alerts among it. */
  readonly journal: Journal;
  /** Sends what was kept since it was called last; between two portions of a run, never within one. */
  flush(): void;
}

export interface OutboxSetting {
  readonly run: string;
  readonly writer: Pick<RunWriter, 'commit'>;
  /** Below this offset everything was written before. */
  readonly newFrom: number;
  readonly sinks: readonly AlertSink[];
  /** Hears once of each sink that cannot be reached. */
  readonly onTrouble: (sink: string, cause: unknown) => void;
}

export function alertOutbox(journal: Journal, { run, writer, newFrom, sinks, onTrouble }: OutboxSetting): AlertOutbox {
  let kept: AlertNotice[] = [];
  const broken = new Set<AlertSink>();
  const keep = (event: Recorded): void => {
    const notice = event.offset < newFrom ? undefined : noticeOf(event as LogEvent, run);
    if (notice !== undefined) kept.push(notice);
  };
  return {
    journal: {
      record(event) {
        journal.record(event);
        keep(event);
      },
    },
    flush() {
      if (kept.length === 0) return;
      const sending = kept;
      kept = [];
      writer.commit();
      for (const sink of sinks) for (const notice of sending) if (!broken.has(sink)) deliver(sink, notice);
    },
  };

  function deliver(sink: AlertSink, notice: AlertNotice): void {
    try {
      sink.send(notice);
    } catch (cause) {
      broken.add(sink);
      onTrouble(sink.name, cause);
    }
  }
}
