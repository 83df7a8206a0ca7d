/// What this machine is made of and how busy it is, read from /proc and /sys.
@NullMarked
package io.byteleap.host;

import org.jspecify.annotations.NullMarked;
