import { provideIcons } from '../app/ui/icons';

/** What every component may count on in a browser, as in the page. */
export default [provideIcons()];
