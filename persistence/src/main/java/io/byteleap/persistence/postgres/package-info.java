/// PostgreSQL: somebody's server by URL, or one of our own.
@NullMarked
package io.byteleap.persistence.postgres;

import org.jspecify.annotations.NullMarked;
