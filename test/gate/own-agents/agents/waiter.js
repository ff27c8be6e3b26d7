// A pipeline of operators with virtual time: says how far a price went while it waited.
import { bufferCount, concatMap, debounceTime, delay, filter, from, groupBy, map, mergeMap } from 'rxjs';

export const agent = {
  create: (_, { id }) => ({
    listensTo: ['bars/*'],
    behaviour: (inbox$, context) =>
      inbox$.pipe(
        filter(({ type }) => type === 'BarClosed'),
        map(({ data }) => data.bar),
        groupBy(({ instrument }) => instrument),
        mergeMap((bars$) =>
          bars$.pipe(
            bufferCount(25),
            concatMap((bars) => from([bars])),
            delay(1_500, context.scheduler),
            debounceTime(20, context.scheduler),
            map((bars) => signalOf(id, bars, context)),
          ),
        ),
      ),
  }),
};

function signalOf(id, bars, context) {
  const [first, last] = [bars[0], bars[bars.length - 1]];
  const strength = context.random('strength').below(1_000) / 1_000;
  return {
    type: 'SignalRaised',
    data: { instrument: last.instrument, direction: last.close > first.open ? 'long' : 'short', strength, evidence: `${id} waited from ${last.closedAt} to ${context.now()}` },
  };
}
