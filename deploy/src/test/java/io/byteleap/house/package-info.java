/// The rules of the house, checked over all modules: layers, format, sample configurations.
@NullMarked
package io.byteleap.house;

import org.jspecify.annotations.NullMarked;
