/// Whether the red team finds what is wrong with a validator, and nothing that is right.
@NullMarked
package io.byteleap.redteam;

import org.jspecify.annotations.NullMarked;
