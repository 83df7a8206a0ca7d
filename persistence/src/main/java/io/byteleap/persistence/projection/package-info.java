/// From the journal to tables that can be searched.
@NullMarked
package io.byteleap.persistence.projection;

import org.jspecify.annotations.NullMarked;
