/// Who may do what over a node's HTTP interface.
@NullMarked
package io.byteleap.domain.access;

import org.jspecify.annotations.NullMarked;
