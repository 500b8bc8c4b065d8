const target = process.env.API_URL ?? 'http://127.0.0.1:3000';

/** During development the page comes from `ng serve`, everything else from the backend. */
export default {
  '/api': { target },
  '/health': { target },
  '/socket.io': { target, ws: true },
};
