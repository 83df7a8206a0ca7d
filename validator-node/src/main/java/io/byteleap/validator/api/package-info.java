/// The HTTP interface for operators and marketplaces.
@NullMarked
package io.byteleap.validator.api;

import org.jspecify.annotations.NullMarked;
