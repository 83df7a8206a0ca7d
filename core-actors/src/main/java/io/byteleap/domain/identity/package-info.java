/// Names of things, each its own type.
@NullMarked
package io.byteleap.domain.identity;

import org.jspecify.annotations.NullMarked;
