// The same load by k6, where you run that already: k6 run -e BASE_URL=https://... load/k6.js
// Thresholds are those of slo.yaml: `goldenpath slo render` writes thresholds.json.
import http from 'k6/http';
import { check } from 'k6';
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';

const firstToken = new Trend('time_to_first_token', true);
const rate = Number(__ENV.RATE || 200);
const seconds = Number(__ENV.SECONDS || 60);

export const options = {
  thresholds: JSON.parse(open('./thresholds.json')).thresholds,
  scenarios: {
    // Arrivals, not users: k6 then sends on time, however slow the answers are.
    smoke: {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration: `${seconds}s`,
      preAllocatedVUs: rate,
      maxVUs: rate * 4,
    },
  },
};

const questions = ['What is a canary release?', 'What is shadow traffic for?'];

export default function visit() {
  const number = exec.scenario.iterationInTest;
  if (number % 8 === 0) {
    http.get(`${__ENV.BASE_URL}/openapi.json`, { tags: { route: 'plain' } });
    return;
  }
  const stream = number % 4 === 1;
  const question = `${questions[number % questions.length]} (${number})`;
  const answer = http.post(`${__ENV.BASE_URL}/v1/answers`, JSON.stringify({ question, stream }), {
    headers: { 'Content-Type': 'application/json' },
    tags: { route: 'ai' },
  });
  check(answer, { 'is answered': (one) => one.status === 200 });
  if (stream) {
    firstToken.add(answer.timings.waiting); // until the first byte, which is the first token's
  }
}
