@NullMarked
package io.byteleap.loadtest;

import org.jspecify.annotations.NullMarked;
