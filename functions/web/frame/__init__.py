"""What every page rests on: guards, the cookie, forms, headers, language, rendering."""
