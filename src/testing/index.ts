/** The published test kit: `import { given, barClosed, risingBars, storeStatements } from 'hivetape/testing'`. */
export { given, type Given, type GivenOptions } from './given.js';
export {
  bar,
  barClosed,
  barsClosed,
  flatBars,
  orderFilled,
  proposalMade,
  risingBars,
  said,
  signalRaised,
  testInstrument,
  voteCast,
  type BarOptions,
  type TestEvent,
} from './events.js';
export { agentOf, agentSetting, defaultsOf, type SettingOptions } from './setting.js';
export { runStreams } from './store/run-streams.js';
export { reasonToSkip, type Ability, type Statement, type StoreFaults, type StoreUnderStatement } from './store/statement.js';
export { storeStatements } from './store/store-statements.js';
