// See circuits.h.
#include "layers/circuits.h"

HeadScores head_scores(int texts, int length, const short *word, const Real *a, long step) {
    HeadScores sum = { 0 };
    double places = 0, copied = 0, later = 0;
    for (int text = 0; text < texts; text++, word += length + 1, a += step)
        for (int t = 1; t < length; t++) {
            const Real *row = a + (long)t * length;
            double prefix = 0, same = 0;
            int copies = 0;
            for (int j = 0; j < t; j++)
                if (word[j] == word[t]) {
                    copies++;
                    same += (double)row[j];
                    if (j + 1 < t) prefix += (double)row[j + 1];
                }
            places++;
            sum.previous += (double)row[t - 1];
            if (t > 1) later++, sum.first += (double)row[0];
            if (!copies) continue;
            copied++;
            sum.prefix += prefix;
            sum.same += same;
        }
    sum.previous /= places;
    if (later > 0) sum.first /= later;
    if (copied > 0) sum.prefix /= copied, sum.same /= copied;
    return sum;
}
