/// What an operator can find out about a database, and do to it.
@NullMarked
package io.byteleap.persistence.care;

import org.jspecify.annotations.NullMarked;
