/// Virtual machines that a worker runs for others: what they are called and how large they are.
@NullMarked
package io.byteleap.domain.vm;

import org.jspecify.annotations.NullMarked;
