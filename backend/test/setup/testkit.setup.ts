export { default } from './api.setup';
