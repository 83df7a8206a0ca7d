/// What the HTTP interface remembers of those who use it.
@NullMarked
package io.byteleap.persistence.access;

import org.jspecify.annotations.NullMarked;
