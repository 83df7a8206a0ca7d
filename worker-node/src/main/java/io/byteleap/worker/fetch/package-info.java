/// Files that are fetched from elsewhere: over HTTPS, within bounds, never trusted for where they
/// came from.
@NullMarked
package io.byteleap.worker.fetch;

import org.jspecify.annotations.NullMarked;
