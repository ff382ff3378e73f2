// All in the units that the window system counts in.
#include "window/room.h"

#include <stdio.h>
#include <string.h>

enum { LEAST = 100, MOST = 16384 };
static const double DENSITY_LEAST = 0.25, DENSITY_MOST = 16;

static int shrink(int size, int most) { return size > most && most > 0 ? most : size; }

static int move(int at, int size, int from, int room) {
    if (at + size > from + room) at = from + room - size;
    return at < from ? from : at;
}

Room room_within(Room wanted, Room area, int top) {
    Room r = wanted;
    r.width = shrink(r.width, area.width);
    r.height = shrink(r.height, area.height - top);
    if (!r.placed) {
        r.x = area.x + (area.width - r.width) / 2;
        r.y = area.y + top + (area.height - top - r.height) / 2;
    }
    r.x = move(r.x, r.width, area.x, area.width);
    r.y = move(r.y, r.height, area.y + top, area.height - top);
    r.placed = true;
    return r;
}

static bool holds(const Room *r, int x, int y) { return x >= r->x && x < r->x + r->width && y >= r->y && y < r->y + r->height; }

int room_screens(Room desktop, Room *screen, int screens) {
    int left = 0;
    for (int i = 0; i < screens; i++) {
        Room s = screen[i];
        if (holds(&desktop, s.x, s.y) && holds(&desktop, s.x + s.width - 1, s.y + s.height - 1)) screen[left++] = s;
    }
    return left;
}

bool room_is_seen(Room room, const Room *screen, int screens) {
    for (int i = 0; i < screens; i++)
        if (holds(&screen[i], room.x + room.width / 2, room.y + room.height / 2)) return true;
    return false;
}

Room room_on(Room measured, double density) {
    Room r = measured;
    r.density = density;
    if (!(measured.density > 0) || !(density > 0)) return r;
    r.width = (int)(measured.width * (density / measured.density) + 0.5);
    r.height = (int)(measured.height * (density / measured.density) + 0.5);
    return r;
}

bool room_read(const char *text, Room *out) {
    char how[16] = "";
    Room r = { .placed = true };
    if (!text || sscanf(text, "%d %d %d %d %15s %lf", &r.width, &r.height, &r.x, &r.y, how, &r.density) < 5) return false;
    r.full_screen = !strcmp(how, "full");
    if (r.width < LEAST || r.height < LEAST || r.width > MOST || r.height > MOST) return false;
    if (r.x < -MOST || r.x > MOST || r.y < -MOST || r.y > MOST || (!r.full_screen && strcmp(how, "plain") != 0)) return false;
    if (!(r.density >= DENSITY_LEAST && r.density <= DENSITY_MOST)) r.density = 0;
    *out = r;
    return true;
}

void room_write(const Room *room, char out[80]) {
    const char *how = room->full_screen ? "full" : "plain";
    int size = snprintf(out, 80, "%d %d %d %d %s", room->width, room->height, room->x, room->y, how);
    if (room->density > 0) snprintf(out + size, 80 - (size_t)size, " %g", room->density);
}
