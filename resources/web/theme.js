// Runs before the first paint, so that the page never flashes in the wrong colours. The choice stays in this browser.
(() => {
  const kKey = 'tapedeck-theme';
  const dark = matchMedia('(prefers-color-scheme: dark)');

  function chosen() {
    try {
      const value = localStorage.getItem(kKey);
      return value === 'light' || value === 'dark' ? value : 'auto';
    } catch {
      return 'auto'; // storage may be switched off
    }
  }

  function apply() {
    const choice = chosen();
    document.documentElement.dataset.theme = choice === 'auto' ? (dark.matches ? 'dark' : 'light') : choice;
  }

  apply();
  dark.addEventListener('change', apply);
  document.addEventListener('DOMContentLoaded', () => {
    const select = document.getElementById('theme');
    select.value = chosen();
    select.addEventListener('change', () => {
      try {
        localStorage.setItem(kKey, select.value);
      } catch {
        document.documentElement.dataset.theme = select.value; // for this visit at least
        return;
      }
      apply();
    });
  });
})();
