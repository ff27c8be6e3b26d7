/**
 * A courier brings the messages of one agent: it numbers them, sends them again, finds the way, holds what is too much,
 * hands over what comes in, each message as often as its guarantee allows. Any decider embeds one in its state:
 * `hear` in `evolve`, and `post` in `decide`, which returns what the courier itself has to say as well.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import type { AgentContext } from '../../kernel/agent.js';
import { mesh, type Topology } from '../topology/topology.js';
import { courierBody, type CourierBody } from './courier-body.js';
import { foldHeard } from './courier-hear.js';
import { foldOwn } from './courier-own.js';
import type { CourierOptions } from './courier-setting.js';
import { nothingToDo, startCourier, type CourierState, type Handed } from './courier-state.js';
import { EVERYBODY, type Neighbourhood } from './neighbourhood.js';
import { Post } from './post.js';

/** What an agent with a courier listens to, beside its own topics. */
export const courierTopics: readonly string[] = [EVERYBODY, 'topology'];

export interface Courier {
  start(): CourierState;
  /** Takes in what the agent heard or has said; changes the state in place. Call it for every event. */
  hear(state: CourierState, event: LogEvent, context: AgentContext): void;
  /** Returns what the event at hand has brought. */
  handed(state: CourierState): readonly Handed[];
  /** Opens the post for one `decide`; its `drafts()` are to be said whether the agent writes or not. */
  post(state: CourierState, context: AgentContext): Post;
}

export interface CourierParts {
  readonly setting: CourierOptions;
  readonly neighbourhood: Neighbourhood;
  /** How the swarm is wired at the beginning; a mesh if absent. */
  readonly topology?: Topology | undefined;
}

export function courier({ setting, neighbourhood, topology = mesh }: CourierParts): Courier {
  let body: CourierBody | undefined;
  const bodyOf = ({ id }: AgentContext): CourierBody => {
    if (body?.id !== id) body = courierBody({ id, setting, neighbourhood, topology });
    return body;
  };
  return {
    start: startCourier,
    hear(state, event, context) {
      const now = context.now();
      // Its own words come back at a later instant, if at all: every delivery takes time.
      if (event.agent !== context.id || event.time !== now) return foldHeard(bodyOf(context), state, event, now);
      foldOwn(bodyOf(context), state, event);
    },
    handed: ({ step }) => (step === nothingToDo ? NOTHING : step.handed),
    post: (state, context) => new Post(bodyOf(context), state, context),
  };
}

const NOTHING: readonly Handed[] = Object.freeze([]);
