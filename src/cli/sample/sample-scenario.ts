/** The scenario of the sample project. */

export const sampleScenario = `# yaml-language-server: $schema=./node_modules/hivetape/scenarios/scenario.schema.json
# One experiment: data, agents, venue, risk, seed.
hivetape: 1
name: my-swarm
description: An agent of my own on twenty years of the S&P 500.
seed: 42

data:
  - instrument: SPX
    bundled: sp500-daily

account: { currency: USD, cash: 1000000 }
venue: { participation: full, fees: { bps: 1 } }
risk: { exposureMax: 1, concentrationMax: 1, valueAtRiskMax: 1, drawdownMax: 1 }

agents:
  mine:
    path: ./agents/my-agent.ts
    options: { bars: 50 }
  portfolio: { kind: portfolio }
`;
