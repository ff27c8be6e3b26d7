/**
 * The public face of hivetape: what an agent is written with, what runs are performed and asked with.
 * Everything that is public stands in this table of contents; nothing else is.
 */

// Writing agents.
export { analyst, clampLean, directionOf, signalStepOption, type AnalystRule } from './agents/analyst.js';
export { decider, SILENT } from './agents/decider.js';
export { chosenInstruments, defineAgentKind, instrumentsOption, type AgentKind, type AgentSetting } from './agents/agent-kind.js';
export { agentKinds, findAgentKind } from './agents/registry.js';
export { withHeartbeat } from './agents/with-heartbeat.js';
export type { Agent, AgentContext, Behaviour, Decider, Pipeline } from './kernel/agent.js';
/** What options of agents are declared with; ours, so that both sides speak of the same schemas. */
export { Type, type Static } from '@sinclair/typebox';

// The nouns.
export { catalogue, eventTypes, BEHAVIOUR_VERSION, type DataOf, type EventDraft, type EventOf, type EventType, type LogEvent } from './domain/catalogue.js';
export type { Bar } from './domain/bar.js';
export type { Fill } from './domain/fill.js';
export { instrumentId, orderId, type InstrumentId, type OrderId } from './domain/ids.js';
export { isOnTick, notionalMicros, priceOf, ticksOf, type Instrument } from './domain/instrument.js';
export type { Order, OrderState, OrderType, Side, TimeInForce } from './domain/order.js';
export { bracketOrders, type BracketExits } from './domain/bracket.js';
export { agentId, runId, type AgentId, type RunId } from './core/brand.js';
export type { Draft, Recorded } from './core/event.js';
export { HivetapeError, isHivetapeError, type ErrorDetails, type ErrorPlace } from './core/errors.js';
export { errorCodes, type ErrorCode, type ErrorCodeName } from './core/error-codes.js';
export { formatInstant, parseInstant, DAY, HOUR, MILLISECOND, MINUTE, SECOND, type Instant } from './core/instant.js';
export { microsOf, unitsOf, type Lots, type Micros, type Ticks } from './core/fixed-point.js';
export type { RandomStream } from './core/random.js';

// Indicators.
export { readAdx, startAdx, stepAdx } from './indicators/adx.js';
export { readAtr, startAtr, stepAtr } from './indicators/atr.js';
export { readBollinger, startBollinger, stepBollinger } from './indicators/bollinger.js';
export { readCrossOver, startCrossOver, stepCrossOver } from './indicators/cross-over.js';
export { readEma, startEma, stepEma } from './indicators/ema.js';
export { readHighestLowest, startHighestLowest, stepHighestLowest } from './indicators/highest-lowest.js';
export { libraryIndicator } from './indicators/library-indicator.js';
export { readMacd, startMacd, stepMacd } from './indicators/macd.js';
export { readRateOfChange, startRateOfChange, stepRateOfChange } from './indicators/rate-of-change.js';
export { readReturnDeviation, startReturnDeviation, stepReturnDeviation } from './indicators/return-deviation.js';
export { readRsi, startRsi, stepRsi } from './indicators/rsi.js';
export { readSma, startSma, stepSma } from './indicators/sma.js';
export { readStochastic, startStochastic, stepStochastic } from './indicators/stochastic.js';
export type { Indicator } from './indicators/indicator.js';

// The books.
export { emptyLedger, foldLedger, type Ledger } from './portfolio/ledger.js';

// Tasks of a swarm: how far they are, and how reliable it was; see docs/tasks.md and docs/watching.md.
export { foldProgress, percentOf, samplesOf, type GraphProgress, type TaskProgress } from './swarm/tasks/progress.js';
export { foldReliability, reliabilityOf, startReliability, type Reliability } from './swarm/watch/reliability.js';
export { scoresOf, type Candidate, type Score } from './swarm/tasks/schedulers.js';
export { courier, courierTopics, type Courier, type CourierParts } from './swarm/messages/courier.js';
export { courierSetting, type CourierOptions } from './swarm/messages/courier-setting.js';
export type { CourierState, Handed } from './swarm/messages/courier-state.js';
export type { Letter, Post } from './swarm/messages/post.js';
export { messageNames, messageTypes, type MessageName, type PayloadOf } from './domain/messages/message-catalogue.js';
export { foldDirectory, startDirectory, withCapability, type Directory } from './swarm/life/directory.js';
export { topologyOf, type Topology, type TopologyPlan } from './swarm/topology/topology.js';

// Runs: perform them, ask them.
export { readDepthStream, type DepthReading } from './market/depth/depth-stream.js';
export { startOrderBook, type BookChange, type BookSnapshot, type BookTop, type OrderBook } from './market/depth/order-book.js';
export { loadScenario, type LoadedScenario } from './lab/scenario/load-scenario.js';
export type { Scenario } from './lab/scenario/scenario-schema.js';
export { runScenario, type RunOptions } from './lab/run.js';
export type { AlertNotice, AlertSink } from './lab/alerts/alert-notice.js';
export type { RunOutcome } from './lab/run-outcome.js';
export type { ProjectPlace } from './lab/plan-run.js';
export { rerunRun, type RerunResult } from './lab/rerun.js';
export type { Divergence } from './lab/divergence.js';
export { replayRun, type ReplayedState, type ReplayPlace } from './lab/replay.js';
export { resumeRun } from './lab/resume.js';
export { shredRun, type SealPolicy, type Shredding } from './lab/sealing.js';
export { forkRun, type ForkOutcome, type ForkPlace } from './lab/fork.js';
export type { ForkChange } from './lab/fork-change.js';
export { diffRuns, type RunDiff } from './lab/diff.js';
export { auditScenario, type Audited, type Certificate } from './lab/audit/audit-scenario.js';
export { explainCause, type Reason, type WhyTarget } from './lab/why.js';
export { loadSweep, type LoadedSweep } from './lab/sweep/load-sweep.js';
export { runSweep, type SweepOptions, type SweepOutcome } from './lab/sweep/run-sweep.js';
export { inThisThread, inThreads } from './lab/sweep/trial-performer.js';
export { memoryTrialLedger, trialLedger } from './lab/sweep/trial-ledger.js';
export { readSweepRecord, type SweepRecord } from './lab/sweep/sweep-record.js';
export { sweepStatistics, type SweepStatistics } from './lab/sweep/sweep-statistics.js';
export { luckSentence } from './lab/sweep/luck-sentence.js';

// Chaos: laws of one's own, and campaigns; see docs/chaos.md.
export { invariant, type Invariant, type World } from './domain/invariants/invariant.js';
export type { Fault, FaultPlan } from './lab/chaos/fault-plan.js';
export { runCampaign, type BrokenLaw, type CampaignOptions, type CampaignOutcome } from './lab/campaign/run-campaign.js';
export { campaignInThisThread, campaignInThreads } from './lab/campaign/campaign-performer.js';
export type { Failure } from './lab/campaign/failure.js';
export { failureText, readFailure } from './lab/campaign/failure-file.js';
export { replayFailure, type ReplayedFailure } from './lab/campaign/replay-failure.js';

// Other engines' numbers, reproduced: see docs/profiles.md.
export { profileNames, runProfile, type ProfileName, type ProfileOptionsOf, type ProfilePlanOf, type ProfileResultOf } from './exchange/profiles/run-profile.js';
export type { ProfileBar, ProfileFill, ProfileOrder } from './exchange/profiles/profile-bar.js';

// Logs.
export { eventFrame } from './lab/event-frame.js';
export { exportParquet } from './lab/export-parquet.js';
export { embeddedRunStore } from './store/embedded-run-store.js';
export { memoryRunStore } from './store/memory-run-store.js';
export { project } from './store/projection.js';
export { projectLive, projectOn, type ProjectionCheckpoint } from './store/projector.js';
export { inTurn } from './store/in-turn.js';
export { isShownSealed, type SealedData } from './store/sealed-version.js';
export type { EventRange, EventSelection, RunLog, RunStore, RunSummary, Verification } from './store/run-store.js';
