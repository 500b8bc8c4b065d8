// Asks the pod beside it whether it is ready; the image has no shell and no curl.
const { get } = require('node:http');

const request = get({ host: '127.0.0.1', port: process.env.PORT, path: '/health/ready', timeout: 2500 }, (response) => {
  response.resume();
  process.exitCode = response.statusCode === 200 ? 0 : 1;
});
request.on('timeout', () => request.destroy(new Error('no answer')));
request.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
