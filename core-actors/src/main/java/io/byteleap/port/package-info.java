/// What the nodes need from outside, as interfaces.
@NullMarked
package io.byteleap.port;

import org.jspecify.annotations.NullMarked;
