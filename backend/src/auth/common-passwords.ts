/**
 * Passwords of ten or more characters that guessing starts with: rows of keys, runs of digits, and the usual words with
 * the usual endings. In lower case; none has a blank in it.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
    1234567890 0123456789 0987654321 9876543210 1234567891 1234567899 12345678910 12345678900 123456789a 123456789q
    123456789z 123456789abc 1234554321 1234512345 1234561234 123456123456 1231231231 123123123123 1122334455
    1212121212 1313131313 1010101010 1020304050 1472583690 1478523690 7894561230 0147852369 9638527410 1593572846
    1029384756 0102030405 2580258025 5556667778 1112223334 1111122222 0000000000 1111111111 2222222222 3333333333
    4444444444 5555555555 6666666666 7777777777 8888888888 9999999999 00000000000 11111111111 000000000000
    111111111111 aaaaaaaaaa abababab12 abcabcabc1 abc1234567 abc123abc123 abc123456789 abcd123456 abcd12345678
    abcde12345 abcdef1234 abcdef123456 abcdefghij abcdefghijk abcdefghijklm a123456789 a1234567890 a1b2c3d4e5
    a1b2c3d4e5f6 aa12345678 aa123456789 q123456789 z123456789 asd123456789 qwertyuiop qwertyuiop1 qwertyuiop12
    qwertyuiop123 qwertyuiop[] qwertyuiopasdfghjkl qwerty1234 qwerty12345 qwerty123456 qwerty1234567 qwerty12345678
    qwerty123456789 qwertyqwerty qwerty123qwerty qwertz1234 qwertzuiop qwertzuiop1 azertyuiop azerty1234 azerty12345
    azerty123456 qwe123qwe123 qwe123456789 qweasdzxc1 qweasdzxc123 qweqweqwe1 qazwsxedc1 qazwsxedc123 qazwsxedcrfv
    qazxswedcvfr 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5
    q1w2e3r4t5y6 1a2b3c4d5e 1a2s3d4f5g zaq12wsxcde zaq1xsw2cde3 zxcvbnm123 zxcvbnm1234 zxcvbnm12345 zxcvbnmasdf
    asdfghjkl1 asdfghjkl12 asdfghjkl123 asdfghjkl; asdfasdfasdf asdfgh123456 asdf123456 asdfghjklzxcvbnm poiuytrewq
    mnbvcxzlkjh lkjhgfdsa1 password01 password10 password11 password12 password13 password21 password22 password69
    password77 password88 password99 password00 password123 password1234 password12345 password123456 password1!
    password123! password!123 password@1 password@12 password@123 password#1 password#123 password_1 password.1
    password.123 passwordpassword password1password p@ssword01 p@ssword12 p@ssword123 p@ssw0rd12 p@ssw0rd123
    p@ssw0rd1! p@$$w0rd12 p@$$w0rd123 pa$$word123 pa$$w0rd123 passw0rd12 passw0rd123 passw0rd1! passw0rd1234
    pass123456 pass1234567 pass12345678 pass123456789 passphrase1 mypassword mypassword1 mypassword123 yourpassword
    newpassword newpassword1 newpassword123 changeme12 changeme123 changeme1234 changemenow changethis letmein123
    letmein1234 letmeinnow letmeinplease welcome123 welcome1234 welcome12345 welcome123! welcome@123 welcome2023
    welcome2024 welcome2025 iloveyou12 iloveyou123 iloveyou1234 iloveyou1! iloveyou22 iloveyouso iloveyousomuch
    iloveyoubaby iloveyouforever ilovemymom ilovemyself ilovejesus iloveme123 sunshine12 sunshine123 sunshine1!
    princess12 princess123 princess1! football12 football123 baseball12 baseball123 basketball basketball1 volleyball
    superman12 superman123 batman1234 spiderman1 spiderman12 spiderman123 pokemon123 dragon1234 dragon12345 dragonball
    monkey1234 monkey12345 shadow1234 master1234 master12345 michael123 michelle12 michelle123 jennifer12 jennifer123
    jessica123 charlie123 daniel1234 andrew1234 thomas1234 liverpool1 liverpool123 manchester manchester1 chelsea123
    arsenal123 barcelona1 barcelona10 realmadrid juventus10 ronaldo123 fuckyou123 fuckyou1234 administrator
    administrator1 admin12345 admin123456 admin@1234 adminadmin admin1234! rootroot12 root123456 toor123456 user123456
    test123456 test1234567 testtest12 testtest123 testtesttest guest12345 default123 secret1234 secret12345 topsecret1
    computer12 computer123 internet12 internet123 starwars12 starwars123 whatever12 whatever123 trustno1trustno1
    trustnoone blink182blink summer2023 summer2024 summer2025 winter2023 winter2024 winter2025 spring2024 spring2025
    autumn2024 autumn2025 monday1234 friday1234 january2024 december12 september1 september11 november11 christmas1
    christmas123 halloween1 hellohello hello12345 hello123456 helloworld helloworld1 goodmorning motherfucker
    blablabla1 blahblahblah loveyou123 lovelove12 lovelovelove babygirl12 babygirl123 sweetheart angel12345 butterfly1
    butterfly12 chocolate1 chocolate12 chocolate123 strawberry strawberry1 watermelon sunflower1 sunflower12
    snowflake1 moonlight1 rainbow123 slipknot666 metallica1 metallica123 nirvana123 playstation playstation3
    minecraft1 minecraft123 samsung123 google1234 facebook12 facebook123 linkedin12 microsoft1 windows123 banking123
    bankbankbank money12345 moneymoney mymoney123
  `
    .trim()
    .split(/\s+/),
);
