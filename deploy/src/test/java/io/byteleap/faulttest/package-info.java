@NullMarked
package io.byteleap.faulttest;

import org.jspecify.annotations.NullMarked;
