/// The hub's tasks in PostgreSQL.
@NullMarked
package io.byteleap.persistence.task;

import org.jspecify.annotations.NullMarked;
