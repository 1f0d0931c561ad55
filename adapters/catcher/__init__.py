"""The mail catcher: speaks the mail protocols, delivers nothing, and shows each letter as its reader would see it."""
